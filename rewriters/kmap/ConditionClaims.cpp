// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/ConditionClaims.h"

#include "clang/Basic/Builtins.h"

using namespace kphys;
using clang::BinaryOperator;
using clang::Expr;
using llvm::dyn_cast;

namespace {

/// One step of plainValue(), or nullptr.
const Expr *sameValue(const Expr &Value) {
  if (const auto *Inner = dyn_cast<clang::ParenExpr>(&Value))
    return Inner->getSubExpr();
  if (const auto *Inner = dyn_cast<clang::ConstantExpr>(&Value))
    return Inner->getSubExpr();
  if (const auto *Cast = dyn_cast<clang::CastExpr>(&Value))
    return Cast->getCastKind() == clang::CK_LValueToRValue || Cast->getCastKind() == clang::CK_NoOp
               ? Cast->getSubExpr()
               : nullptr;
  if (const auto *Choice = dyn_cast<clang::ChooseExpr>(&Value))
    return Choice->getChosenSubExpr();
  if (const auto *Generic = dyn_cast<clang::GenericSelectionExpr>(&Value))
    return Generic->isResultDependent() ? nullptr : Generic->getResultExpr();
  if (const auto *Unary = dyn_cast<clang::UnaryOperator>(&Value))
    return Unary->getOpcode() == clang::UO_Plus || Unary->getOpcode() == clang::UO_Extension
               ? Unary->getSubExpr()
               : nullptr;
  if (const auto *Whole = dyn_cast<clang::StmtExpr>(&Value)) {
    const clang::CompoundStmt *Block = Whole->getSubStmt();
    return Block->body_empty() ? nullptr : dyn_cast<Expr>(Block->body_back());
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(&Value)) {
    if (Binary->getOpcode() == clang::BO_Comma)
      return Binary->getRHS();
    // The variable has it now.
    return Binary->isAssignmentOp() ? Binary->getLHS() : nullptr;
  }
  const auto *Call = dyn_cast<clang::CallExpr>(&Value);
  unsigned Builtin = Call ? Call->getBuiltinCallee() : 0;
  return Builtin == clang::Builtin::BI__builtin_expect ||
                 Builtin == clang::Builtin::BI__builtin_expect_with_probability
             ? Call->getArg(0)
             : nullptr;
}

class Reader {
public:
  Reader(const ReachingDefinitions *Definitions, const clang::ASTContext &Context)
      : Definitions(Definitions), Context(Context) {}

  std::vector<Inequality> Result;

  void read(const Expr &Condition, bool IsTrue, unsigned Depth = 0) {
    constexpr unsigned MaxDepth = 16;
    const Expr *Plain = plainValue(Condition);
    if (Depth > MaxDepth)
      return;
    if (const auto *Cast = dyn_cast<clang::CastExpr>(Plain)) {
      // A number that fits says as much when it is wider; any number that becomes a truth value.
      std::optional<ValueRange> From = rangeOf(Cast->getSubExpr()->getType(), Context);
      std::optional<ValueRange> To = rangeOf(Cast->getType(), Context);
      bool KeepsTruth = Cast->getCastKind() == clang::CK_IntegralToBoolean ||
                        (Cast->getCastKind() == clang::CK_IntegralCast && From && To &&
                         To->Most - To->Least >= From->Most - From->Least);
      if (KeepsTruth)
        read(*Cast->getSubExpr(), IsTrue, Depth + 1);
      return;
    }
    if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Plain)) {
      if (Unary->getOpcode() == clang::UO_LNot)
        read(*Unary->getSubExpr(), !IsTrue, Depth + 1);
      return;
    }
    const auto *Binary = dyn_cast<BinaryOperator>(Plain);
    if (Binary && Binary->isLogicalOp()) {
      // What the left side has said may have changed while the right was evaluated.
      if ((Binary->getOpcode() == clang::BO_LAnd) == IsTrue && !hasStores(*Binary)) {
        read(*Binary->getLHS(), IsTrue, Depth + 1);
        read(*Binary->getRHS(), IsTrue, Depth + 1);
      }
      return;
    }
    if (Binary && Binary->isComparisonOp())
      return compare(*Binary, IsTrue);
    readNumber(*Plain, IsTrue, Depth);
  }

private:
  void atMost(const Expr &Low, const Expr &High, int Gap) {
    Result.push_back(Inequality().add(1, Low).add(-1, High).add(Gap));
  }

  void compare(const BinaryOperator &Comparison, bool IsTrue) {
    const Expr &Left = *Comparison.getLHS(), &Right = *Comparison.getRHS();
    if (!rangeOf(Left.getType(), Context) || !rangeOf(Right.getType(), Context))
      return;
    clang::BinaryOperatorKind Kind = Comparison.getOpcode();
    if (!IsTrue)
      Kind = BinaryOperator::negateComparisonOp(Kind);
    if (Kind == clang::BO_LT || Kind == clang::BO_LE)
      return atMost(Left, Right, Kind == clang::BO_LT);
    if (Kind == clang::BO_GT || Kind == clang::BO_GE)
      return atMost(Right, Left, Kind == clang::BO_GT);
    if (Kind == clang::BO_EQ) {
      atMost(Left, Right, 0);
      atMost(Right, Left, 0);
    }
  }

  /// `if (size)`, `if (!fits)`
  void readNumber(const Expr &Value, bool IsTrue, unsigned Depth) {
    std::optional<ValueRange> Range = rangeOf(Value.getType(), Context);
    if (!Range)
      return;
    if (!IsTrue) {
      Result.push_back(Inequality().add(1, Value));
      Result.push_back(Inequality().add(-1, Value));
    } else if (Range->Least == 0) {
      Result.push_back(Inequality().add(-1, Value).add(1));
    }
    const auto *Named = dyn_cast<clang::DeclRefExpr>(&Value);
    const auto *Variable = Named ? dyn_cast<clang::VarDecl>(Named->getDecl()) : nullptr;
    if (!Variable || !Definitions)
      return;
    const Definition *Given = Definitions->onlyPlain(*Variable, Value);
    if (Given && Definitions->isUnchanged(*Given->Value, Value))
      read(*Given->Value, IsTrue, Depth + 1);
  }

  const ReachingDefinitions *Definitions;
  const clang::ASTContext &Context;
};

/// Adds what the variables in \p Value count for, times \p Factor, as far as it is a sum.
void addFactors(const Expr &Value, Number Factor, std::map<const clang::VarDecl *, Number> &Into) {
  const Expr *Plain = Value.IgnoreParenCasts();
  const auto *Binary = dyn_cast<BinaryOperator>(Plain);
  if (Binary && Binary->isAdditiveOp()) {
    addFactors(*Binary->getLHS(), Factor, Into);
    addFactors(*Binary->getRHS(), Binary->getOpcode() == clang::BO_Add ? Factor : -Factor, Into);
    return;
  }
  const Expr *Same = plainValue(*Plain);
  if (Same != Plain)
    return addFactors(*Same, Factor, Into);
  if (const auto *Choice = dyn_cast<clang::ConditionalOperator>(Plain)) {
    addFactors(*Choice->getTrueExpr(), Factor, Into);
    addFactors(*Choice->getFalseExpr(), Factor, Into);
    return;
  }
  const auto *Named = dyn_cast<clang::DeclRefExpr>(Plain);
  if (const auto *Variable = Named ? dyn_cast<clang::VarDecl>(Named->getDecl()) : nullptr)
    Into[Variable] += Factor;
}

} // namespace

const Expr *kphys::plainValue(const Expr &Value) {
  const Expr *Result = &Value;
  while (const Expr *Same = sameValue(*Result))
    Result = Same;
  return Result;
}

bool kphys::hasStores(const clang::Stmt &Value) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(&Value); Binary && Binary->isAssignmentOp())
    return true;
  if (const auto *Unary = dyn_cast<clang::UnaryOperator>(&Value);
      Unary && Unary->isIncrementDecrementOp())
    return true;
  if (llvm::isa<clang::AsmStmt>(Value))
    return true;
  return llvm::any_of(Value.children(),
                      [](const clang::Stmt *Part) { return Part && hasStores(*Part); });
}

std::vector<Inequality> kphys::claimsOf(const Expr &Condition, bool IsTrue,
                                        const ReachingDefinitions *Definitions,
                                        const clang::ASTContext &Context) {
  Reader Known(Definitions, Context);
  Known.read(Condition, IsTrue);
  return std::move(Known.Result);
}

bool kphys::mayHelp(const Inequality &Known, const Inequality &Claim, const LeafTable &Leaves) {
  std::map<const clang::VarDecl *, Number> Said, Wanted;
  for (const auto &[Factor, Value] : Known.Parts)
    addFactors(*Value, Factor, Said);
  for (const auto &[Factor, Value] : Claim.Parts)
    addFactors(*Value, Factor, Wanted);
  for (const auto &[Leaf, Factor] : Claim.Leaves)
    if (Leaves[Leaf].Variable)
      Wanted[Leaves[Leaf].Variable] += Factor;
  return llvm::any_of(Said, [&](const auto &Each) {
    auto Other = Wanted.find(Each.first);
    return Other != Wanted.end() && Other->second * Each.second > 0;
  });
}
