// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/TokenPattern.h"

#include "checks/sources/Words.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;

namespace {

bool opens(llvm::StringRef Token) { return Token == "(" || Token == "["; }
bool closes(llvm::StringRef Token) { return Token == ")" || Token == "]"; }

/// Finds the expression that is spelled in a range of a file.
class ExpressionAt : public clang::RecursiveASTVisitor<ExpressionAt> {
public:
  ExpressionAt(clang::ASTContext &Context, TextRange Where)
      : Sources(Context.getSourceManager()), Language(Context.getLangOpts()), Where(Where) {}

  const clang::Expr *Found = nullptr;

  bool VisitExpr(clang::Expr *Each) {
    if (llvm::isa<clang::ImplicitCastExpr>(Each) || offset(Each->getBeginLoc()) != Where.Begin)
      return true;
    clang::SourceLocation Last = Sources.getSpellingLoc(Each->getEndLoc());
    unsigned End =
        Sources.getFileOffset(Last) + clang::Lexer::MeasureTokenLength(Last, Sources, Language);
    if (End == Where.End)
      Found = Each;
    return Found == nullptr;
  }

private:
  unsigned offset(clang::SourceLocation Location) const {
    return Sources.getFileOffset(Sources.getSpellingLoc(Location));
  }

  const clang::SourceManager &Sources;
  const clang::LangOptions &Language;
  TextRange Where;
};

} // namespace

bool kphys::isWhole(TokenText Of, bool MayHaveOperators) {
  int Depth = 0;
  for (size_t I = 0; I < Of.size(); ++I) {
    llvm::StringRef Token = Of[I];
    Depth += opens(Token) - closes(Token);
    if (Depth < 0 || (Depth == 0 && Token == ","))
      return false;
    bool IsTight = Depth > 0 || closes(Token) || Token == "." || Token == "->" || isWord(Token);
    if (!IsTight && !MayHaveOperators)
      return false;
  }
  return Depth == 0 && Of.size() > 0;
}

TokenText kphys::withoutParentheses(TokenText Of) {
  while (Of.size() > 2 && Of[0] == "(" && Of[Of.size() - 1] == ")" &&
         isWhole(Of.slice(1, Of.size() - 1), /*MayHaveOperators=*/true))
    Of = Of.slice(1, Of.size() - 1);
  return Of;
}

llvm::StringRef kphys::withoutParentheses(llvm::StringRef Text) {
  std::vector<TextRange> Tokens = tokensIn(Text);
  return Tokens.empty() ? Text : withoutParentheses(TokenText{Text, Tokens}).range().in(Text);
}

std::optional<TokenText> kphys::match(TokenText Pattern, TokenText Text) {
  size_t At = 0;
  while (Pattern[At] != Hole)
    ++At;
  size_t Rest = Pattern.size() - At - 1;
  if (Text.size() <= At + Rest || !(Text.slice(0, At) == Pattern.slice(0, At)) ||
      !(Text.slice(Text.size() - Rest, Text.size()) == Pattern.slice(At + 1, Pattern.size())))
    return std::nullopt;
  TokenText Found = Text.slice(At, Text.size() - Rest);
  bool IsEnclosed = At > 0 && Rest > 0 && opens(Pattern[At - 1]) && closes(Pattern[At + 1]);
  return isWhole(Found, IsEnclosed) ? std::optional(Found) : std::nullopt;
}

const clang::Expr *kphys::expressionAt(clang::ASTContext &Context, const clang::Expr &Within,
                                       TextRange Where) {
  ExpressionAt At(Context, Where);
  At.TraverseStmt(const_cast<clang::Expr *>(&Within));
  return At.Found;
}

bool kphys::isSpelledAs(clang::QualType Type, llvm::StringRef Name) {
  return Type.getUnqualifiedType().getAsString() == Name ||
         Type.getCanonicalType().getUnqualifiedType().getAsString() == Name;
}
