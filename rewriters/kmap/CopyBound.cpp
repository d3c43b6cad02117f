// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/CopyBound.h"

#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Expr;

namespace {

/// What is added to the address that \p Address is made from, the first one first.
PageBound::Steps stepsIn(const Expr &Address) {
  PageBound::Steps Result;
  const auto *Sum = llvm::dyn_cast<clang::BinaryOperator>(Address.IgnoreParenCasts());
  while (Sum && Sum->isAdditiveOp()) {
    Result.emplace_back(Sum->getOpcode() == clang::BO_Add ? 1 : -1, Sum->getRHS());
    Sum = llvm::dyn_cast<clang::BinaryOperator>(Sum->getLHS()->IgnoreParenCasts());
  }
  std::reverse(Result.begin(), Result.end());
  return Result;
}

} // namespace

/// The expression that is written as \p Argument and evaluated in \p Part, outermost first, also
/// where a macro has it as an argument; nullptr if there is none.
const Expr *CopyBound::writtenAs(TextRange Argument, const clang::Stmt &Part) const {
  if (const auto *Value = llvm::dyn_cast<Expr>(&Part)) {
    clang::CharSourceRange Written = clang::Lexer::makeFileCharRange(
        clang::CharSourceRange::getTokenRange(Value->getSourceRange()), Context.getSourceManager(),
        Context.getLangOpts());
    if (Written.isValid() && In.spelledAt(Written.getBegin()) == Argument.Begin &&
        In.spelledAt(Written.getEnd()) == Argument.End)
      return Value;
  }
  const Expr *Result = nullptr;
  forEachPart(Part, Context, [&](const clang::Stmt &Each) {
    if (!Result)
      Result = writtenAs(Argument, Each);
  });
  return Result;
}

bool CopyBound::holds(const CopyHelper &Helper, const CallText &Copy, const clang::Stmt &Copied) {
  if (Helper.IsWholePage)
    return true;
  const size_t Given = Copy.Arguments.size();
  if (Helper.LengthArgument >= Given ||
      llvm::any_of(Helper.PageArguments, [&](unsigned I) { return I >= Given; }))
    return false;
  const Expr *Length = writtenAs(Copy.Arguments[Helper.LengthArgument], Copied);
  if (!Bound)
    Bound.emplace(Names, Body, Context);
  return Length && llvm::all_of(Helper.PageArguments, [&](unsigned I) {
           const Expr *Address = writtenAs(Copy.Arguments[I], Copied);
           return Address && Bound->holds(stepsIn(*Address), *Length);
         });
}
