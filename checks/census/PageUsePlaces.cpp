// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/census/PageUsePlaces.h"

#include "checks/bodies/CallText.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::SourceLocation;

namespace {

/// True if bytes \p Begin to \p End of \p Text are \p Argument, but for parentheses around them.
bool isWholeArgument(llvm::StringRef Text, TextRange Argument, unsigned Begin, unsigned End) {
  while (Argument.Begin < Begin && End < Argument.End) {
    llvm::StringRef Inner = Argument.in(Text);
    if (!Inner.consume_front("(") || !Inner.consume_back(")"))
      return false;
    Inner = Inner.trim();
    Argument.Begin = Inner.data() - Text.data();
    Argument.End = Argument.Begin + Inner.size();
  }
  return Argument.Begin == Begin && Argument.End == End;
}

} // namespace

std::optional<GivenMacro> kphys::macroGiven(const clang::Expr &Value,
                                            const clang::ASTContext &Context,
                                            llvm::function_ref<bool(llvm::StringRef)> IsWanted) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  const clang::LangOptions &Language = Context.getLangOpts();
  std::optional<GivenMacro> Result;
  for (SourceLocation At = Value.getBeginLoc(); At.isMacroID();
       At = Sources.getImmediateMacroCallerLoc(At)) {
    if (!Sources.isMacroArgExpansion(At))
      continue;
    SourceLocation Parameter = Sources.getImmediateExpansionRange(At).getBegin();
    if (!Parameter.isMacroID())
      continue;
    llvm::StringRef Name = clang::Lexer::getImmediateMacroName(Parameter, Sources, Language);
    if (!IsWanted(Name))
      continue;
    SourceLocation Macro = Sources.getImmediateExpansionRange(Parameter).getBegin();
    bool InMacro = Macro.isMacroID();
    auto InText = [&](SourceLocation Where, bool IsEnd) {
      if (InMacro)
        return Sources.getSpellingLoc(Where);
      while (Where.isMacroID()) {
        clang::CharSourceRange Expansion = Sources.getImmediateExpansionRange(Where);
        Where = Sources.isMacroArgExpansion(Where) ? Sources.getImmediateSpellingLoc(Where)
                : IsEnd                            ? Expansion.getEnd()
                                                   : Expansion.getBegin();
      }
      return Where;
    };
    auto [Id, Offset] = Sources.getDecomposedSpellingLoc(Macro);
    SourceLocation Begin = InText(Value.getBeginLoc(), false),
                   End = InText(Value.getEndLoc(), true);
    if (Sources.getFileID(Begin) != Id || Sources.getFileID(End) != Id)
      continue;
    llvm::StringRef Text = Sources.getBufferData(Id);
    unsigned Last =
        Sources.getFileOffset(End) + clang::Lexer::MeasureTokenLength(End, Sources, Language);
    for (TextRange Argument : readCallText(Text, Offset, InMacro).Arguments)
      if (isWholeArgument(Text, Argument, Sources.getFileOffset(Begin), Last))
        Result = GivenMacro{Name, Sources.getSpellingLoc(Macro)};
  }
  return Result;
}

SourceLocation kphys::nameOf(const clang::Expr &Value) {
  if (const auto *Call = llvm::dyn_cast<clang::CallExpr>(&Value))
    return nameOf(*Call->getCallee()->IgnoreParenImpCasts());
  if (const auto *Member = llvm::dyn_cast<clang::MemberExpr>(&Value))
    return Member->getMemberLoc();
  return Value.getExprLoc();
}

UsePlace kphys::placeOfUse(SourceLocation Name, SourceLocation Use, TreeFiles &Files,
                           const clang::ASTContext &Context) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  SourceLocation At = Sources.getFileLoc(Name);
  UsePlace Result;
  if (Name.isMacroID() && Use.isMacroID() && Sources.getFileLoc(Use) == At)
    if (SourceLocation Spelled = Sources.getSpellingLoc(Name);
        !Files.path(Sources.getFileID(Spelled)).empty()) {
      At = Spelled;
      Result.Macro =
          clang::Lexer::getImmediateMacroName(Name, Sources, Context.getLangOpts()).str();
    }
  auto [Id, Offset] = Sources.getDecomposedLoc(At);
  Result.File = Files.path(Id);
  Result.Offset = Offset;
  Result.Line = Sources.getSpellingLineNumber(At);
  Result.Column = Sources.getSpellingColumnNumber(At);
  return Result;
}
