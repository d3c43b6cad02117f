// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/MacroUses.h"

#include "checks/bodies/FunctionBody.h"

#include "clang/Lex/Lexer.h"

using namespace kphys;

llvm::SmallVector<MacroExpansion, 2> kphys::expansionsOf(const clang::Expr &Value,
                                                         const clang::ASTContext &Context) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  clang::SourceLocation Begin = Value.getBeginLoc(), End = Value.getEndLoc();
  llvm::SmallVector<MacroExpansion, 2> Result;
  auto NameAt = [&](clang::SourceLocation Where) {
    return clang::Lexer::getImmediateMacroName(Where, Sources, Context.getLangOpts());
  };
  while (Begin.isMacroID() && End.isMacroID()) {
    if (Sources.isMacroArgExpansion(Begin) && Sources.isMacroArgExpansion(End)) {
      Begin = Sources.getImmediateSpellingLoc(Begin); // an argument that is a macro itself
      End = Sources.getImmediateSpellingLoc(End);
      continue;
    }
    clang::CharSourceRange Outer = Sources.getImmediateExpansionRange(Begin);
    if (!Sources.isAtStartOfImmediateMacroExpansion(Begin) ||
        Sources.getImmediateExpansionRange(End).getBegin() != Outer.getBegin())
      break;
    clang::SourceLocation Last = End.getLocWithOffset(clang::Lexer::MeasureTokenLength(
        Sources.getSpellingLoc(End), Sources, Context.getLangOpts()));
    if (!Sources.isAtEndOfImmediateMacroExpansion(Last))
      break;
    Result.push_back({NameAt(Begin), Sources.getSpellingLoc(Outer.getBegin()),
                      Outer.getBegin().getRawEncoding(), false});
    Begin = Outer.getBegin();
    End = Outer.getEnd();
  }
  while (Begin.isMacroID() && End.isFileID()) {
    llvm::StringRef Alias = NameAt(Begin);
    Begin = Sources.getImmediateExpansionRange(Begin).getBegin();
    Result.push_back({Alias, Sources.getSpellingLoc(Begin), Begin.getRawEncoding(), true});
  }
  return Result;
}

std::optional<MacroUse> kphys::knownMacro(const clang::Expr &Value, const KindCatalog &Kinds,
                                          const clang::ASTContext &Context) {
  std::optional<MacroUse> Result;
  for (const MacroExpansion &Each : expansionsOf(Value, Context)) {
    const KnownName *Known = Kinds.find(Each.Macro);
    if (Each.IsAlias) {
      if (!Result)
        break;
      Result->Name = Each.Name;
      if (Known) {
        Result->Known = Known;
        Result->Macro = Each.Macro;
      }
    } else if (Known && Known->Is == KnownName::Form::Function) {
      Result = MacroUse{Each.Macro, Known, Each.Name, Each.Expansion};
    }
  }
  return Result;
}

/// True if the token at \p Where stands in \p Range of file \p Id: as such, as what is given to a
/// parameter that stands there, or as a part of a macro that is expanded there.
static bool isSpelledIn(clang::SourceLocation Where, clang::FileID Id, TextRange Range,
                        const clang::SourceManager &Sources) {
  while (true) {
    bool IsArgument = Where.isMacroID() && Sources.isMacroArgExpansion(Where);
    if (IsArgument && isSpelledIn(Sources.getImmediateSpellingLoc(Where), Id, Range, Sources))
      return true;
    auto [In, Offset] = Where.isMacroID() && !IsArgument ? Sources.getDecomposedSpellingLoc(Where)
                                                         : Sources.getDecomposedLoc(Where);
    if (In == Id && Offset >= Range.Begin && Offset < Range.End)
      return true;
    if (Where.isFileID())
      return false;
    Where = Sources.getImmediateExpansionRange(Where).getBegin();
  }
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

/// The argument of the call \p Written in file \p Id that \p Value is the whole or a part of, also
/// where macros of the argument stand between them.
static std::optional<unsigned> argumentWith(const clang::Expr &Value, const CallText &Written,
                                            clang::FileID Id, const clang::SourceManager &Sources) {
  for (unsigned I = 0; I < Written.Arguments.size(); ++I)
    if (isSpelledIn(Value.getBeginLoc(), Id, Written.Arguments[I], Sources) &&
        isSpelledIn(Value.getEndLoc(), Id, Written.Arguments[I], Sources))
      return I;
  return std::nullopt;
}

namespace {

/// Puts the parts of \p Expansion that are spelled as arguments of \p Written, a call in file \p
/// Id, into \p Into, each at its place.
void findArguments(const clang::Stmt &Expansion, const CallText &Written, clang::FileID Id,
                   const clang::ASTContext &Context,
                   llvm::SmallVectorImpl<const clang::Expr *> &Into) {
  forEachPart(Expansion, Context, [&](const clang::Stmt &Part) {
    const auto *Value = llvm::dyn_cast<clang::Expr>(&Part);
    std::optional<unsigned> Index =
        Value ? argumentWith(*Value, Written, Id, Context.getSourceManager()) : std::nullopt;
    if (!Index)
      findArguments(Part, Written, Id, Context, Into);
    else if (!Into[*Index])
      Into[*Index] = Value;
  });
}

} // namespace

std::optional<NamedUse> kphys::namedUse(const clang::Expr &Value, const clang::ASTContext &Context,
                                        llvm::function_ref<bool(llvm::StringRef)> IsWanted) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  const clang::Expr *Inner = &Value, *Whole = nullptr;
  std::optional<MacroExpansion> Macro;
  // A cast may be a part of the expansion, or stand before it.
  while (true) {
    if (Inner->getBeginLoc().isMacroID() || Inner->getEndLoc().isMacroID())
      for (const MacroExpansion &Each : expansionsOf(*Inner, Context))
        if (IsWanted(Each.Macro)) {
          Macro = Each;
          Whole = Inner;
        }
    if (Macro)
      break;
    if (const auto *Paren = llvm::dyn_cast<clang::ParenExpr>(Inner))
      Inner = Paren->getSubExpr();
    else if (const auto *Cast = llvm::dyn_cast<clang::CastExpr>(Inner))
      Inner = Cast->getSubExpr();
    else
      break;
  }
  if (Macro) {
    NamedUse Result = {Macro->Macro, Whole->getBeginLoc(), {}};
    auto [Id, Offset] = Sources.getDecomposedLoc(Macro->Name);
    bool InMacro = Sources.getExpansionLoc(Whole->getBeginLoc()) != Macro->Name;
    CallText Written = readCallText(Sources.getBufferData(Id), Offset, InMacro);
    if (Written.Wrong == CallText::Problem::None) {
      Result.Arguments.resize(Written.Arguments.size());
      findArguments(*Whole, Written, Id, Context, Result.Arguments);
    }
    return Result;
  }
  const auto *Call = llvm::dyn_cast<clang::CallExpr>(Inner);
  const clang::FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getDeclName().isIdentifier() || !IsWanted(Callee->getName()))
    return std::nullopt;
  NamedUse Result = {Callee->getName(), Call->getExprLoc(), {}};
  Result.Arguments.append(Call->arg_begin(), Call->arg_end());
  return Result;
}
