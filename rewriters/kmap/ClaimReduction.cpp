// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/ClaimReduction.h"

#include "rewriters/kmap/ConditionClaims.h"

using namespace kphys;
using clang::BinaryOperator;
using clang::Expr;
using llvm::dyn_cast;

namespace {

constexpr Number MaxFactor = Number(1) << 32;

/// That a sum does not leave \p Range in the direction that does harm: a value that counts for more
/// must not wrap upwards, past zero that is, and one that is taken off must not wrap downwards.
/// \p Sum adds up to the value before it wraps.
Inequality staysIn(const ValueRange &Range, Number Factor, const Inequality &Sum) {
  if (Factor > 0)
    return Inequality().add(Range.Least).without(Sum);
  return Inequality(Sum).add(-Range.Most);
}

Inequality scaled(const Inequality &Sum, Number Factor) {
  Inequality Result;
  Result.Constant = Sum.Constant * Factor;
  for (const auto &[Leaf, Each] : Sum.Leaves)
    Result.addLeaf(Each * Factor, Leaf);
  for (const auto &[Each, Value] : Sum.Parts)
    Result.add(Each * Factor, *Value);
  return Result;
}

Inequality plus(const Inequality &Rest, const Inequality &Sum, Number Factor) {
  return Rest.without(scaled(Sum, -Factor));
}

} // namespace

Alternatives ClaimReduction::reduce(const Inequality &Claim) const {
  Inequality Rest = Claim;
  auto [Factor, Value] = Rest.Parts.back();
  Rest.Parts.pop_back();
  if (Factor == 0)
    return {{Rest}};
  if (Factor > MaxFactor || Factor < -MaxFactor)
    return {};
  const Expr &Plain = *plainValue(*Value);
  if (std::optional<Number> Known = constantIn(Plain, Context))
    return {{Rest.add(Factor * *Known)}};
  return ofPlain(Rest, Factor, Plain);
}

Alternatives ClaimReduction::ofPlain(const Inequality &Rest, Number Factor,
                                     const Expr &Value) const {
  if (Origins.count(&Value))
    return {{Rest}};
  if (const auto *Named = dyn_cast<clang::DeclRefExpr>(&Value))
    return ofName(Rest, Factor, *Named);
  if (const auto *Cast = dyn_cast<clang::CastExpr>(&Value))
    return ofCast(Rest, Factor, *Cast);
  if (const auto *Unary = dyn_cast<clang::UnaryOperator>(&Value))
    return ofUnary(Rest, Factor, *Unary);
  if (const auto *Binary = dyn_cast<BinaryOperator>(&Value))
    return ofBinary(Rest, Factor, *Binary);
  if (const auto *Choice = dyn_cast<clang::ConditionalOperator>(&Value))
    return ofChoice(Rest, Factor, *Choice);
  return ofUnknown(Rest, Factor, rangeOf(Value.getType(), Context));
}

Alternatives ClaimReduction::ofUnknown(Inequality Rest, Number Factor,
                                       std::optional<ValueRange> Range) const {
  if (!Range)
    return {};
  return {{Rest.add(Factor * (Factor > 0 ? Range->Most : Range->Least))}};
}

Alternatives ClaimReduction::ofName(const Inequality &Rest, Number Factor,
                                    const clang::DeclRefExpr &Value) const {
  const auto *Variable = dyn_cast<clang::VarDecl>(Value.getDecl());
  if (!Variable || !Definitions.canFollow(*Variable))
    return ofUnknown(Rest, Factor, rangeOf(Value.getType(), Context));
  return {{Inequality(Rest).addLeaf(Factor, Leaves.of(*Variable, Context))}};
}

Alternatives ClaimReduction::ofCast(const Inequality &Rest, Number Factor,
                                    const clang::CastExpr &Value) const {
  const Expr &Inner = *Value.getSubExpr();
  if (Value.getType()->isPointerType())
    return Inner.getType()->isPointerType() && Value.getCastKind() == clang::CK_BitCast
               ? Alternatives{{Inequality(Rest).add(Factor, Inner)}}
               : Alternatives();
  std::optional<ValueRange> Range = rangeOf(Value.getType(), Context);
  if (Value.getCastKind() != clang::CK_IntegralCast || !Range || !rangeOf(Inner.getType(), Context))
    return ofUnknown(Rest, Factor, Range);
  return {
      {Inequality(Rest).add(Factor, Inner), staysIn(*Range, Factor, Inequality().add(1, Inner))}};
}

Alternatives ClaimReduction::ofUnary(const Inequality &Rest, Number Factor,
                                     const clang::UnaryOperator &Value) const {
  std::optional<ValueRange> Range = rangeOf(Value.getType(), Context);
  const Expr &Inner = *Value.getSubExpr();
  if (Value.getOpcode() == clang::UO_Minus && Range)
    return {{Inequality(Rest).add(-Factor, Inner),
             staysIn(*Range, Factor, Inequality().add(-1, Inner))}};
  if (Value.isPrefix() && Value.isIncrementDecrementOp()) // it has been done
    return {{Inequality(Rest).add(Factor, Inner)}};
  if (Value.getOpcode() == clang::UO_AddrOf)
    if (const auto *Element = dyn_cast<clang::ArraySubscriptExpr>(Inner.IgnoreParens())) {
      std::optional<Number> Bytes = bytesPerStep(Value.getType());
      if (Bytes && Element->getBase()->IgnoreParenImpCasts()->getType()->isPointerType())
        return {{Inequality(Rest)
                     .add(Factor, *Element->getBase())
                     .add(Factor * *Bytes, *Element->getIdx())}};
    }
  return ofUnknown(Rest, Factor, Range);
}

std::optional<Number> ClaimReduction::bytesPerStep(clang::QualType Pointer) const {
  clang::QualType To = Pointer->getPointeeType();
  if (To.isNull() || To->isVoidType() || To->isCharType())
    return To.isNull() ? std::nullopt : std::optional<Number>(1);
  if (To->isIncompleteType() || To->isFunctionType() || !To->isConstantSizeType())
    return std::nullopt;
  return Context.getTypeSizeInChars(To).getQuantity();
}

Alternatives ClaimReduction::ofAddress(const Inequality &Rest, Number Factor,
                                       const BinaryOperator &Value) const {
  std::optional<Number> Bytes = bytesPerStep(Value.getType());
  if (!Bytes || !Value.isAdditiveOp())
    return {};
  bool LeftIsAddress = Value.getLHS()->getType()->isPointerType();
  const Expr &Address = LeftIsAddress ? *Value.getLHS() : *Value.getRHS();
  const Expr &Steps = LeftIsAddress ? *Value.getRHS() : *Value.getLHS();
  Number Sign = Value.getOpcode() == clang::BO_Add ? 1 : -1;
  return {{Inequality(Rest).add(Factor, Address).add(Factor * Sign * *Bytes, Steps)}};
}

/// The values of `Left & constant` and `Left % constant`.
std::optional<ValueRange> ClaimReduction::cutRange(clang::BinaryOperatorKind Kind, const Expr &Left,
                                                   const Expr &Right) const {
  std::optional<Number> Limit = constantIn(Right, Context);
  if (Kind == clang::BO_And || Kind == clang::BO_AndAssign) {
    if (!Limit)
      Limit = constantIn(Left, Context);
    return Limit && *Limit >= 0 ? std::optional(ValueRange{0, *Limit}) : std::nullopt;
  }
  bool IsRemainder = Kind == clang::BO_Rem || Kind == clang::BO_RemAssign;
  return IsRemainder && Limit && *Limit > 0 && Left.getType()->isUnsignedIntegerType()
             ? std::optional(ValueRange{0, *Limit - 1})
             : std::nullopt;
}

Alternatives ClaimReduction::ofBinary(const Inequality &Rest, Number Factor,
                                      const BinaryOperator &Value) const {
  const Expr &Left = *Value.getLHS(), &Right = *Value.getRHS();
  clang::BinaryOperatorKind Kind = Value.getOpcode();
  if (Value.getType()->isPointerType())
    return ofAddress(Rest, Factor, Value);
  std::optional<ValueRange> Range = rangeOf(Value.getType(), Context);
  if (!Range || !rangeOf(Left.getType(), Context) || !rangeOf(Right.getType(), Context))
    return ofUnknown(Rest, Factor, Range);
  auto Exactly = [&](const Inequality &Sum) {
    return Alternatives{{plus(Rest, Sum, Factor), staysIn(*Range, Factor, Sum)}};
  };
  if (Value.isAdditiveOp())
    return Exactly(Inequality().add(1, Left).add(Kind == clang::BO_Add ? 1 : -1, Right));
  std::optional<Number> Constant = constantIn(Right, Context);
  constexpr unsigned MaxShift = 31;
  if (Kind == clang::BO_Shl && Constant && *Constant >= 0 && *Constant <= MaxShift)
    return Exactly(Inequality().add(Number(1) << static_cast<unsigned>(*Constant), Left));
  if (Kind == clang::BO_Mul && Constant && *Constant > 0 && *Constant < MaxFactor)
    return Exactly(Inequality().add(*Constant, Left));
  if (Kind == clang::BO_Mul)
    if (std::optional<Number> First = constantIn(Left, Context);
        First && *First > 0 && *First < MaxFactor)
      return Exactly(Inequality().add(*First, Right));
  Alternatives Result;
  std::set<const clang::VarDecl *> Reads;
  std::optional<ValueRange> Cut = cutRange(Kind, Left, Right);
  if (Cut && readsOnlyVariables(Value, Reads))
    Result.push_back({Inequality(Rest).addLeaf(
        Factor, Leaves.of(*Value.IgnoreParens(), std::move(Reads), *Cut, Context))});
  else
    Result = ofUnknown(Rest, Factor, Cut ? Cut : Range);
  // Masks, remainders, quotients and shifts to the right are not more than what they are made of,
  // and not negative if that is not.
  bool Shrinks = Kind == clang::BO_And || Kind == clang::BO_Rem || Kind == clang::BO_Shr ||
                 (Kind == clang::BO_Div &&
                  (Left.getType()->isUnsignedIntegerType() || (Constant && *Constant > 0)));
  if (Shrinks)
    Result.push_back(
        {Factor > 0 ? Inequality(Rest).add(Factor, Left) : Rest, Inequality().add(-1, Left)});
  return Result;
}

/// Each branch, given what the condition says then.
Alternatives ClaimReduction::ofChoice(const Inequality &Rest, Number Factor,
                                      const clang::ConditionalOperator &Value) const {
  auto WaysFor = [&](bool IsTrue) {
    Inequality Branch = Rest;
    Branch.add(Factor, IsTrue ? *Value.getTrueExpr() : *Value.getFalseExpr());
    std::vector<Inequality> Ways = {Branch};
    if (!hasStores(Value))
      for (const Inequality &Known : claimsOf(*Value.getCond(), IsTrue, &Definitions, Context))
        if (mayHelp(Known, Branch, Leaves))
          Ways.push_back(Branch.without(Known));
    return Ways;
  };
  Alternatives Result;
  for (const Inequality &One : WaysFor(true))
    for (const Inequality &Other : WaysFor(false))
      Result.push_back({One, Other});
  return Result;
}

/// `x += value` and its kin; the arithmetic is that of another type, perhaps.
Alternatives ClaimReduction::ofModified(const Inequality &Rest, Number Factor, unsigned Variable,
                                        const BinaryOperator &Change) const {
  const auto &Compound = llvm::cast<clang::CompoundAssignOperator>(Change);
  const Expr &Right = *Change.getRHS();
  std::optional<ValueRange> Range = Leaves[Variable].Range;
  clang::BinaryOperatorKind Kind = Change.getOpcode();
  Number Sign = Kind == clang::BO_AddAssign ? 1 : -1;
  bool IsSum = Kind == clang::BO_AddAssign || Kind == clang::BO_SubAssign;
  if (Change.getType()->isPointerType()) {
    std::optional<Number> Bytes = bytesPerStep(Change.getType());
    if (!Bytes || !IsSum)
      return {};
    return {{Inequality(Rest).addLeaf(Factor, Variable).add(Factor * Sign * *Bytes, Right)}};
  }
  std::optional<ValueRange> Computed = rangeOf(Compound.getComputationResultType(), Context);
  if (!Range || !Computed || !rangeOf(Right.getType(), Context))
    return ofUnknown(Rest, Factor, Range);
  Inequality Old = Inequality().addLeaf(1, Variable);
  if (IsSum) {
    Inequality Sum = Old;
    Sum.add(Sign, Right);
    return {{plus(Rest, Sum, Factor), staysIn(*Computed, Factor, Old),
             staysIn(*Computed, Factor, Sum), staysIn(*Range, Factor, Sum)}};
  }
  std::optional<ValueRange> Cut;
  if (Computed->Least == 0 || Kind == clang::BO_AndAssign)
    if (std::optional<Number> Limit = constantIn(Right, Context); Limit && *Limit >= 0) {
      if (Kind == clang::BO_AndAssign)
        Cut = ValueRange{0, *Limit};
      else if (Kind == clang::BO_RemAssign && *Limit > 0)
        Cut = ValueRange{0, *Limit - 1};
    }
  if (Cut && Cut->Most > Range->Most)
    Cut.reset(); // it may be cut off
  Alternatives Result = ofUnknown(Rest, Factor, Cut ? Cut : Range);
  bool Shrinks = Kind == clang::BO_AndAssign || Kind == clang::BO_RemAssign ||
                 Kind == clang::BO_DivAssign || Kind == clang::BO_ShrAssign;
  if (Shrinks && Factor > 0 && Range->Least == 0)
    Result.push_back({Inequality(Rest).addLeaf(Factor, Variable)});
  return Result;
}

Alternatives ClaimReduction::before(const Inequality &Claim, unsigned Variable,
                                    const Definition &Given) const {
  Inequality Rest;
  Rest.Parts = Claim.Parts;
  Rest.Constant = Claim.Constant;
  Number Factor = 0;
  for (const auto &[Number, Each] : Claim.Leaves) {
    const Leaf &Known = Leaves[Number];
    if (Number == Variable)
      Factor = Each;
    else if (!Known.Variable && Known.Reads.count(Given.Variable))
      Rest.add(Each * (Each > 0 ? Known.Range->Most : Known.Range->Least));
    else
      Rest.addLeaf(Each, Number);
  }
  if (Factor == 0)
    return {{Rest}};
  if (Given.isPlain())
    return {{Inequality(Rest).add(Factor, *Given.Value)}};
  if (Given.Is != Definition::Form::Modify)
    return ofUnknown(Rest, Factor, Leaves[Variable].Range);
  if (const auto *Change = dyn_cast<BinaryOperator>(Given.Where))
    return ofModified(Rest, Factor, Variable, *Change);
  const auto *Step = dyn_cast<clang::UnaryOperator>(Given.Where);
  std::optional<Number> Bytes =
      Given.Variable->getType()->isPointerType() ? bytesPerStep(Given.Variable->getType()) : 1;
  if (!Step || !Bytes)
    return {};
  Inequality Sum = Inequality().addLeaf(1, Variable).add(Step->isIncrementOp() ? *Bytes : -*Bytes);
  Claims Result = {plus(Rest, Sum, Factor)};
  if (const std::optional<ValueRange> &Range = Leaves[Variable].Range)
    Result.push_back(staysIn(*Range, Factor, Sum));
  return {Result};
}

/// True if \p Value is made of numbers and of variables that can be followed.
bool ClaimReduction::readsOnlyVariables(const clang::Stmt &Value,
                                        std::set<const clang::VarDecl *> &Into) const {
  if (const auto *Named = dyn_cast<clang::DeclRefExpr>(&Value)) {
    const auto *Variable = dyn_cast<clang::VarDecl>(Named->getDecl());
    if (!Variable)
      return llvm::isa<clang::EnumConstantDecl>(Named->getDecl());
    Into.insert(Variable);
    return Definitions.canFollow(*Variable);
  }
  if (llvm::isa<clang::IntegerLiteral, clang::UnaryExprOrTypeTraitExpr>(Value))
    return true;
  const auto *Binary = dyn_cast<BinaryOperator>(&Value);
  const auto *Unary = dyn_cast<clang::UnaryOperator>(&Value);
  bool IsArithmetic =
      (Binary && !Binary->isAssignmentOp() && Binary->getOpcode() != clang::BO_Comma) ||
      (Unary && (Unary->getOpcode() == clang::UO_Minus || Unary->getOpcode() == clang::UO_Not)) ||
      llvm::isa<clang::ParenExpr, clang::CastExpr>(Value);
  return IsArithmetic && llvm::all_of(Value.children(), [&](const clang::Stmt *Part) {
           return Part && readsOnlyVariables(*Part, Into);
         });
}
