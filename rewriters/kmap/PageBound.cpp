// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/PageBound.h"

#include "checks/bodies/CallText.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Expr;

namespace {

/// True if \p File, of which \p Function is a part, is compiled in one way here and in another way
/// elsewhere: a directive in the function, or what \p Option, that of highmem, decides anywhere.
bool isVaried(llvm::StringRef File, TextRange Function, llvm::StringRef Option) {
  llvm::SmallVector<llvm::StringRef, 0> Lines;
  Function.in(File).split(Lines, '\n');
  if (llvm::any_of(Lines, [](llvm::StringRef Line) { return Line.ltrim().starts_with("#"); }))
    return true;
  return !Option.empty() &&
         llvm::any_of(tokensIn(File), [&](TextRange Token) { return Token.in(File) == Option; });
}

/// True if all of \p Value is written in the definition of \p Macro, where it is expanded once.
bool isAllOf(llvm::StringRef Macro, const Expr &Value, const clang::ASTContext &Context) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  clang::SourceLocation Begin = Value.getBeginLoc(), End = Value.getEndLoc();
  return Begin.isMacroID() && End.isMacroID() &&
         Sources.getImmediateExpansionRange(Begin).getAsRange() ==
             Sources.getImmediateExpansionRange(End).getAsRange() &&
         clang::Lexer::getImmediateMacroName(Begin, Sources, Context.getLangOpts()) == Macro;
}

} // namespace

PageBound::PageBound(const Catalog &Names, FunctionBody &Body, const clang::ASTContext &Context)
    : Body(Body), Context(Context) {
  for (const auto *Each : Body.all<Expr>())
    if (isAllOf(Names.pageSize(), *Each, Context))
      PageSize = std::max(PageSize, constantIn(*Each, Context).value_or(0));
  const clang::SourceManager &Sources = Context.getSourceManager();
  const clang::FunctionDecl &Function = Body.function();
  auto [File, Begin] = Sources.getDecomposedLoc(Sources.getExpansionLoc(Function.getBeginLoc()));
  unsigned End = Sources.getFileOffset(Sources.getExpansionLoc(Function.getEndLoc()));
  IsVaried = isVaried(Sources.getBufferData(File), {Begin, End}, Names.contract().HighmemOption);
}

bool PageBound::holds(const Steps &Offset, const Expr &Length) {
  bool AreConstants = constantIn(Length, Context) && llvm::all_of(Offset, [&](const auto &Step) {
                        return constantIn(*Step.second, Context).has_value();
                      });
  if (IsVaried && !AreConstants)
    return false;
  if (!Numbers)
    Numbers.emplace(Body, Context);
  const Inequality Zero;
  Inequality Sum;
  for (auto [Sign, Step] : Offset) {
    Sum.add(Sign, *Step);
    if (!Numbers->holds(Zero.without(Sum), Length) ||
        !Numbers->holds(Inequality(Sum).add(-PageSize), Length))
      return false;
  }
  return Numbers->holds(Inequality().add(-1, Length), Length) &&
         Numbers->holds(Sum.add(1, Length).add(-PageSize), Length);
}

PageBound::Place PageBound::placeOf(const Inequality &Address, InequalityProof &Proof,
                                    const clang::Stmt &At) const {
  Inequality Origin;
  if (Proof.holds(Inequality(Address).add(1 - PageSize), At) &&
      Proof.holds(Origin.without(Address), At))
    return Place::Inside;
  if (Proof.holds(Inequality().add(PageSize).without(Address), At) ||
      Proof.holds(Inequality(Address).add(1), At))
    return Place::Outside;
  return Place::Unknown;
}

PageBound::Place PageBound::placeOf(const Expr &Address, const std::set<const Expr *> &Maps) {
  InequalityProof Proof(Body, Context, Maps);
  return placeOf(Inequality().add(1, Address), Proof, Address);
}

PageBound::Place PageBound::placeOf(const clang::VarDecl &Address,
                                    const std::set<const Expr *> &Maps, const clang::Stmt &At) {
  InequalityProof Proof(Body, Context, Maps);
  if (!Proof.canFollow(Address))
    return Place::Unknown;
  return placeOf(Inequality().addLeaf(1, Proof.leaf(Address)), Proof, At);
}
