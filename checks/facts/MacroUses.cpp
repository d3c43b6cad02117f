// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/MacroUses.h"

#include "clang/Lex/Lexer.h"

using namespace kphys;

std::optional<MacroUse> kphys::knownMacro(const clang::Expr &Value, const KindCatalog &Kinds,
                                          const clang::ASTContext &Context) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  clang::SourceLocation Begin = Value.getBeginLoc(), End = Value.getEndLoc();
  std::optional<MacroUse> Result;
  while (Begin.isMacroID() && End.isMacroID()) {
    if (Sources.isMacroArgExpansion(Begin) && Sources.isMacroArgExpansion(End)) {
      Begin = Sources.getImmediateSpellingLoc(Begin); // an argument that is a macro itself
      End = Sources.getImmediateSpellingLoc(End);
      continue;
    }
    clang::CharSourceRange Outer = Sources.getImmediateExpansionRange(Begin);
    clang::SourceLocation Last = End.getLocWithOffset(clang::Lexer::MeasureTokenLength(
        Sources.getSpellingLoc(End), Sources, Context.getLangOpts()));
    if (Sources.getImmediateExpansionRange(End).getBegin() != Outer.getBegin() ||
        !Sources.isAtStartOfImmediateMacroExpansion(Begin) ||
        !Sources.isAtEndOfImmediateMacroExpansion(Last))
      break;
    llvm::StringRef Name =
        clang::Lexer::getImmediateMacroName(Begin, Sources, Context.getLangOpts());
    const KnownName *Known = Kinds.find(Name);
    if (Known && Known->Is == KnownName::Form::Function)
      Result = MacroUse{Name, Known, Sources.getSpellingLoc(Outer.getBegin()),
                        Outer.getBegin().getRawEncoding()};
    Begin = Outer.getBegin();
    End = Outer.getEnd();
  }
  // `#define pfn_to_page __pfn_to_page`: the arguments are behind the alias.
  while (Result && Begin.isMacroID() && End.isFileID()) {
    llvm::StringRef Alias =
        clang::Lexer::getImmediateMacroName(Begin, Sources, Context.getLangOpts());
    Begin = Sources.getImmediateExpansionRange(Begin).getBegin();
    Result->Name = Sources.getSpellingLoc(Begin);
    if (const KnownName *Known = Kinds.find(Alias)) {
      Result->Known = Known;
      Result->Macro = Alias;
    }
  }
  return Result;
}

std::optional<unsigned> kphys::argumentAt(const clang::Expr &Value, const CallText &Written,
                                          clang::FileID Id, const clang::SourceManager &Sources) {
  // One end is enough: a function's name may be a macro for itself.
  for (clang::SourceLocation Where : {Value.getBeginLoc(), Value.getEndLoc()}) {
    auto [SpelledIn, Offset] = Sources.getDecomposedSpellingLoc(Where);
    for (unsigned I = 0; SpelledIn == Id && I < Written.Arguments.size(); ++I)
      if (Offset >= Written.Arguments[I].Begin && Offset < Written.Arguments[I].End)
        return I;
  }
  return std::nullopt;
}
