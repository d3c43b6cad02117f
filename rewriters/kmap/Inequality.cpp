// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/Inequality.h"

using namespace kphys;
using clang::Expr;

std::optional<ValueRange> kphys::rangeOf(clang::QualType Type, const clang::ASTContext &Context) {
  constexpr unsigned MaxBits = 64;
  if (Type->isBooleanType())
    return ValueRange{0, 1};
  if (!Type->isIntegralOrEnumerationType() || Type->isIncompleteType() ||
      Context.getIntWidth(Type) > MaxBits)
    return std::nullopt;
  unsigned Bits = Context.getIntWidth(Type);
  if (Type->isUnsignedIntegerOrEnumerationType())
    return ValueRange{0, (Number(1) << Bits) - 1};
  return ValueRange{-(Number(1) << (Bits - 1)), (Number(1) << (Bits - 1)) - 1};
}

std::optional<Number> kphys::constantIn(const Expr &Value, const clang::ASTContext &Context) {
  if (!Value.getType()->isIntegralOrEnumerationType() || Value.isValueDependent())
    return std::nullopt;
  std::optional<llvm::APSInt> Known = Value.getIntegerConstantExpr(Context);
  if (!Known || Known->getBitWidth() > 64)
    return std::nullopt;
  return Known->isSigned() ? Number(Known->getSExtValue()) : Number(Known->getZExtValue());
}

Inequality Inequality::without(const Inequality &Known) const {
  Inequality Result = *this;
  Result.Constant -= Known.Constant;
  for (const auto &[Leaf, Factor] : Known.Leaves)
    Result.addLeaf(-Factor, Leaf);
  for (const auto &[Factor, Value] : Known.Parts)
    Result.add(-Factor, *Value);
  return Result;
}

unsigned LeafTable::of(const clang::VarDecl &Variable, const clang::ASTContext &Context) {
  for (unsigned I = 0; I < Known.size(); ++I)
    if (Known[I].Variable == &Variable)
      return I;
  Leaf &New = Known.emplace_back();
  New.Variable = &Variable;
  New.Range = rangeOf(Variable.getType(), Context);
  return Known.size() - 1;
}

unsigned LeafTable::of(const Expr &Value, std::set<const clang::VarDecl *> Reads, ValueRange Range,
                       const clang::ASTContext &Context) {
  llvm::FoldingSetNodeID Shape;
  Value.Profile(Shape, Context, /*Canonical=*/true);
  for (unsigned I = 0; I < Known.size(); ++I)
    if (!Known[I].Variable && Known[I].Shape == Shape)
      return I;
  Leaf &New = Known.emplace_back();
  New.Shape = std::move(Shape);
  New.Reads = std::move(Reads);
  New.Range = Range;
  return Known.size() - 1;
}

std::optional<Number> LeafTable::most(const Inequality &Claim,
                                      const clang::ASTContext &Context) const {
  Number Result = Claim.Constant;
  auto Add = [&](Number Factor, const std::optional<ValueRange> &Range) {
    if (Range)
      Result += Factor * (Factor > 0 ? Range->Most : Range->Least);
    return Range.has_value();
  };
  for (const auto &[Leaf, Factor] : Claim.Leaves)
    if (!Add(Factor, Known[Leaf].Range))
      return std::nullopt;
  for (const auto &[Factor, Value] : Claim.Parts)
    if (!Add(Factor, rangeOf(Value->getType(), Context)))
      return std::nullopt;
  return Result;
}
