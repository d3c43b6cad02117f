// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/PhysicalIdioms.h"

#include "rewriters/AssignedValue.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;

namespace {

/// Stands in a pattern for the expression that is kept.
constexpr llvm::StringLiteral Hole = "X";

using Tokens = llvm::ArrayRef<TextRange>;

/// A part of a text, in tokens.
struct TokenText {
  llvm::StringRef Text;
  Tokens Parts;

  size_t size() const { return Parts.size(); }
  llvm::StringRef operator[](size_t I) const { return Parts[I].in(Text); }
  TokenText slice(size_t Begin, size_t End) const {
    return {Text, Parts.slice(Begin, End - Begin)};
  }
  bool operator==(const TokenText &Other) const {
    return llvm::equal(Parts, Other.Parts, [&](TextRange Own, TextRange Others) {
      return Own.in(Text) == Others.in(Other.Text);
    });
  }
};

bool opens(llvm::StringRef Token) { return Token == "(" || Token == "["; }
bool closes(llvm::StringRef Token) { return Token == ")" || Token == "]"; }

/// True if every bracket of \p Of is closed in it, and no operator that binds less tightly than a
/// member access stands outside of them, unless \p MayHaveOperators.
bool isWhole(TokenText Of, bool MayHaveOperators) {
  int Depth = 0;
  for (size_t I = 0; I < Of.size(); ++I) {
    llvm::StringRef Token = Of[I];
    Depth += opens(Token) - closes(Token);
    if (Depth < 0 || (Depth == 0 && Token == ","))
      return false;
    bool IsTight = Depth > 0 || closes(Token) || Token == "." || Token == "->" ||
                   llvm::isAlpha(Token.front()) || Token.front() == '_';
    if (!IsTight && !MayHaveOperators)
      return false;
  }
  return Depth == 0 && Of.size() > 0;
}

/// \p Of without parentheses around all of it.
TokenText withoutParentheses(TokenText Of) {
  while (Of.size() > 2 && Of[0] == "(" && Of[Of.size() - 1] == ")" &&
         isWhole(Of.slice(1, Of.size() - 1), /*MayHaveOperators=*/true))
    Of = Of.slice(1, Of.size() - 1);
  return Of;
}

/// What stands for the hole of \p Pattern where the rest of it is \p Text, or nothing.
std::optional<TokenText> match(TokenText Pattern, TokenText Text) {
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

class Speller {
public:
  Speller(const CallSite &Site, unsigned Page, unsigned Offset)
      : Site(Site), PageIndex(Page), OffsetIndex(Offset), PageRange(Site.Text.Arguments[Page]),
        OffsetRange(Site.Text.Arguments[Offset]), PageTokens(tokensIn(Site.FileText, PageRange)),
        OffsetTokens(tokensIn(Site.FileText, OffsetRange)) {}

  std::optional<PhysicalSpelling> spell(const PhysicalIdiom &Idiom) const {
    std::vector<TextRange> Pattern = tokensIn(Idiom.Page);
    std::optional<TokenText> Kept =
        match({Idiom.Page, Pattern}, withoutParentheses({Site.FileText, PageTokens}));
    if (!Kept || (!Idiom.Offsets.empty() && !offsetIs(Idiom.Offsets, *Kept)))
      return std::nullopt;
    TextRange Range = {Kept->Parts.front().Begin, Kept->Parts.back().End};
    TextRange Replaced = {PageRange.Begin, Idiom.Offsets.empty() ? PageRange.End : OffsetRange.End};
    if (hasComment(TextRange{Replaced.Begin, Range.Begin}.in(Site.FileText)) ||
        hasComment(TextRange{Range.End, Replaced.End}.in(Site.FileText)) || !isFit(Range, Idiom))
      return std::nullopt;
    auto [Before, After] = llvm::StringRef(Idiom.Becomes).split(Hole);
    return PhysicalSpelling{Before.str(), Range, After.str(), !Idiom.Offsets.empty()};
  }

private:
  bool offsetIs(const std::vector<std::string> &Patterns, TokenText Kept) const {
    return isOneOf(Patterns, {Site.FileText, OffsetTokens}, Kept) ||
           isLocalWithOneOf(Patterns, Kept);
  }

  static bool isOneOf(const std::vector<std::string> &Patterns, TokenText Text, TokenText Kept) {
    return llvm::any_of(Patterns, [&](const std::string &Each) {
      std::vector<TextRange> Pattern = tokensIn(Each);
      std::optional<TokenText> Found = match({Each, Pattern}, withoutParentheses(Text));
      return Found && withoutParentheses(*Found) == withoutParentheses(Kept);
    });
  }

  /// True for a local variable that was given such an offset, of what is still the same address.
  /// One that serves nothing else keeps its use.
  bool isLocalWithOneOf(const std::vector<std::string> &Patterns, TokenText Kept) const {
    const clang::Expr &Offset = *Site.Call.getArg(OffsetIndex);
    clang::QualType Type = Offset.IgnoreParenImpCasts()->getType();
    if (OffsetTokens.size() != 1 || !Type->isIntegerType() ||
        Site.Context.getTypeSize(Type) < MinOffsetBits)
      return false;
    llvm::StringRef Value = assignedValue(Site, Offset);
    std::vector<TextRange> Tokens = tokensIn(Value);
    return isOneOf(Patterns, {Value, Tokens}, Kept) && isReadElsewhere(Site, Offset);
  }

  /// True if the expression in \p Range has the idiom's type and may be evaluated less often.
  bool isFit(TextRange Range, const PhysicalIdiom &Idiom) const {
    ExpressionAt At(Site.Context, Range);
    At.TraverseStmt(const_cast<clang::Expr *>(Site.Call.getArg(PageIndex)));
    if (!At.Found || At.Found->HasSideEffects(Site.Context) ||
        At.Found->getType().isVolatileQualified())
      return false;
    clang::QualType Type = At.Found->getType();
    if (Type->isArrayType())
      Type = Site.Context.getArrayDecayedType(Type);
    if (Idiom.Type == "pointer")
      return Type->isPointerType() && !Type->getPointeeType().isConstQualified();
    return Type.getUnqualifiedType().getAsString() == Idiom.Type ||
           Type.getCanonicalType().getUnqualifiedType().getAsString() == Idiom.Type;
  }

  const CallSite &Site;
  /// Of an offset in a page, which may have 64 KiB.
  static constexpr unsigned MinOffsetBits = 32;

  const unsigned PageIndex, OffsetIndex;
  const TextRange PageRange, OffsetRange;
  const std::vector<TextRange> PageTokens, OffsetTokens;
};

} // namespace

std::optional<PhysicalSpelling> kphys::shorterSpelling(const std::vector<PhysicalIdiom> &Idioms,
                                                       const CallSite &Site, unsigned Page,
                                                       unsigned Offset) {
  if (!Site.Where.Macro.empty()) // what stands there is a part of many expressions
    return std::nullopt;
  Speller Spell(Site, Page, Offset);
  for (const PhysicalIdiom &Each : Idioms)
    if (std::optional<PhysicalSpelling> Found = Spell.spell(Each))
      return Found;
  return std::nullopt;
}

std::optional<PhysicalSpelling> kphys::localSpelling(const CallSite &Site, unsigned Page,
                                                     unsigned Offset, llvm::StringRef Through,
                                                     llvm::StringRef Type) {
  TextRange PageRange = Site.Text.Arguments[Page], OffsetRange = Site.Text.Arguments[Offset];
  llvm::StringRef Text = Site.FileText;
  if (!Site.Where.Macro.empty() || hasComment(TextRange{PageRange.Begin, OffsetRange.End}.in(Text)))
    return std::nullopt;
  std::string Wanted = (Through + "(" + PageRange.in(Text) + ")").str();
  if (OffsetRange.in(Text) != "0")
    Wanted += (" + " + OffsetRange.in(Text)).str();
  std::vector<TextRange> WantedTokens = tokensIn(Wanted);
  std::string Name = localWith(
      Site, Type, {Site.Call.getArg(Page), Site.Call.getArg(Offset)}, [&](llvm::StringRef Value) {
        std::vector<TextRange> Tokens = tokensIn(Value);
        return withoutParentheses({Value, Tokens}) == TokenText{Wanted, WantedTokens};
      });
  if (Name.empty())
    return std::nullopt;
  return PhysicalSpelling{Name, {PageRange.Begin, PageRange.Begin}, "", /*HasOffset=*/true};
}
