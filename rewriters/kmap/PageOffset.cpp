// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/PageOffset.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

constexpr int64_t SmallestPage = 4096; ///< bytes; no architecture of Linux has smaller ones

/// True for a constant from 0 up to, but not including, \p End.
bool isConstantBelow(const Expr &Value, int64_t End, const clang::ASTContext &Context) {
  std::optional<llvm::APSInt> Known = Value.getIntegerConstantExpr(Context);
  return Known && *Known >= 0 && *Known < End;
}

class Bound {
public:
  Bound(FunctionBody &Body, const clang::ASTContext &Context) : Body(Body), Context(Context) {}

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
      return isCutOff(*Made);
    const auto *Named = dyn_cast<clang::DeclRefExpr>(&Value);
    return Named && Depth > 0 && holdsForVariable(*Named, Depth - 1);
  }

private:
  bool isCutOff(const clang::BinaryOperator &Made) const {
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

} // namespace

bool kphys::isWithinPage(const Expr &Value, FunctionBody &Body, const clang::ASTContext &Context) {
  constexpr unsigned MaxDepth = 3;
  return Bound(Body, Context).holds(Value, MaxDepth);
}
