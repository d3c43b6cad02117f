// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/PageOffset.h"

#include "rewriters/kmap/CopiedValue.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

/// True for a constant from 0 up to, but not including, \p End.
bool isConstantBelow(const Expr &Value, int64_t End, const clang::ASTContext &Context) {
  std::optional<llvm::APSInt> Known = Value.getIntegerConstantExpr(Context);
  return Known && *Known >= 0 && *Known < End;
}

/// Is a number at least 0 and less than the size of a page, by what it is made of?
class PageBound {
public:
  PageBound(FunctionBody &Body, const clang::ASTContext &Context) : Body(Body), Context(Context) {}

  /// \p Depth: of variables made from each other.
  bool holds(const Expr &Value, unsigned Depth) const {
    // A type with fewer bits may not have the number, or have it negative.
    constexpr unsigned Bits = 16;
    if (!Value.getType()->isIntegerType() || Context.getIntWidth(Value.getType()) < Bits)
      return false;
    if (isConstantBelow(Value, SmallestPage, Context))
      return true;
    if (const auto *Inner = dyn_cast<clang::ParenExpr>(&Value))
      return holds(*Inner->getSubExpr(), Depth);
    if (const auto *Inner = dyn_cast<clang::CastExpr>(&Value))
      return holds(*Inner->getSubExpr(), Depth);
    if (const auto *Made = dyn_cast<clang::BinaryOperator>(&Value))
      return isMaskedOrRemainder(*Made);
    const auto *Named = dyn_cast<clang::DeclRefExpr>(&Value);
    return Named && Depth > 0 && holdsForVariable(*Named, Depth - 1);
  }

private:
  bool isMaskedOrRemainder(const clang::BinaryOperator &Made) const {
    const Expr &Left = *Made.getLHS(), &Right = *Made.getRHS();
    if (Made.getOpcode() == clang::BO_And)
      return isConstantBelow(Left, SmallestPage, Context) ||
             isConstantBelow(Right, SmallestPage, Context);
    return Made.getOpcode() == clang::BO_Rem && Made.getType()->isUnsignedIntegerType() &&
           isConstantBelow(Right, SmallestPage + 1, Context);
  }

  bool holdsForVariable(const clang::DeclRefExpr &Named, unsigned Depth) const {
    const ReachingDefinitions *Definitions = Body.definitions();
    if (!Definitions)
      return false;
    std::vector<const Definition *> Reaching = Definitions->reaching(Named);
    return !Reaching.empty() && llvm::all_of(Reaching, [&](const Definition *Each) {
      return Each->isPlain() && holds(*Each->Value, Depth);
    });
  }

  FunctionBody &Body;
  const clang::ASTContext &Context;
};

bool isWithinPage(const Expr &Value, FunctionBody &Body, const clang::ASTContext &Context) {
  constexpr unsigned MaxDepth = 3;
  return PageBound(Body, Context).holds(Value, MaxDepth);
}

bool addsBytes(const clang::CompoundAssignOperator &Sum) {
  clang::QualType To = Sum.getType()->getPointeeType();
  return Sum.getOpcode() == clang::BO_AddAssign && !To.isNull() &&
         (To->isVoidType() || To->isCharType());
}

/// What \p Statement gives a value, as the last that it does, and that value.
std::pair<const clang::ValueDecl *, const Expr *> madeBy(const clang::Stmt &Statement) {
  if (const auto *Declared = dyn_cast<clang::DeclStmt>(&Statement))
    if (const auto *Last = dyn_cast<clang::VarDecl>(*std::prev(Declared->decl_end())))
      return {Last, Last->getInit()};
  const auto *Operator = dyn_cast<clang::BinaryOperator>(&Statement);
  if (Operator && Operator->getOpcode() == clang::BO_Assign)
    return {namedAt(Operator->getLHS()->IgnoreParenCasts()), Operator->getRHS()};
  return {nullptr, nullptr};
}

} // namespace

std::set<const clang::Stmt *> kphys::offsetsBehind(const clang::CompoundStmt &Block,
                                                   llvm::function_ref<bool(const Expr &)> IsMap,
                                                   FunctionBody &Body,
                                                   const clang::ASTContext &Context) {
  std::set<const clang::Stmt *> Result;
  const clang::ValueDecl *Mapped = nullptr;
  for (const clang::Stmt *Each : Block.body()) {
    const auto *Sum = dyn_cast<clang::CompoundAssignOperator>(Each);
    if (Mapped && Sum && addsBytes(*Sum) && namedAt(Sum->getLHS()->IgnoreParenCasts()) == Mapped &&
        isWithinPage(*Sum->getRHS(), Body, Context))
      Result.insert(Sum);
    auto [Handle, Value] = madeBy(*Each);
    Mapped = Value && IsMap(*Value->IgnoreParenCasts()) ? Handle : nullptr;
  }
  return Result;
}
