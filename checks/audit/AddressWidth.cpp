// phys |= 1ULL << 63, where phys is a phys_addr_t: 32 bits on some machines.
//
// A table entry is made of an address and flags. Where a conversion puts the parameter in the place
// of a u64 local, the flags above bit 31 are cut off wherever addresses are that short. The same
// for an address that is shifted up before it is widened.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

/// Bits from here on are flags: no machine has addresses as long, and what has a bit beyond 32 that
/// is part of an address is built with 64-bit addresses.
constexpr unsigned LongestAddress = 52;

/// A constant in an `|` of \p Value that has a bit that no address has.
const Expr *highBits(const Expr &Value, const clang::ASTContext &Context) {
  if (std::optional<uint64_t> Number = constantOf(Value, Context))
    return *Number >> LongestAddress != 0 ? &Value : nullptr;
  const auto *Binary = dyn_cast<clang::BinaryOperator>(Value.IgnoreParenImpCasts());
  if (!Binary || Binary->getOpcode() != clang::BO_Or)
    return nullptr;
  const Expr *Found = highBits(*Binary->getLHS(), Context);
  return Found ? Found : highBits(*Binary->getRHS(), Context);
}

/// The type of what gets the value of \p Shift, alone or as a part of a sum; null where that is
/// nothing that is declared.
clang::QualType typeOfTarget(const Expr *Shift, const FunctionBody &Body) {
  const clang::Stmt *Part = Shift;
  for (const clang::Stmt *Parent = Body.parent(Part); Parent;
       Part = Parent, Parent = Body.parent(Parent)) {
    if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Parent)) {
      if (Binary->isAssignmentOp())
        return Part == Binary->getRHS() ? Binary->getLHS()->getType() : clang::QualType();
      if (!Binary->isAdditiveOp() && Binary->getOpcode() != clang::BO_Or)
        return {};
    } else if (const auto *Declared = dyn_cast<clang::DeclStmt>(Parent)) {
      for (const clang::Decl *Each : Declared->decls())
        if (const auto *Local = dyn_cast<clang::VarDecl>(Each); Local && Local->getInit() == Part)
          return Local->getType();
      return {};
    } else if (!llvm::isa<clang::ParenExpr, clang::ImplicitCastExpr>(Parent)) {
      return {};
    }
  }
  return {};
}

} // namespace

void kphys::checkAddressWidth(const AuditInput &In, const AuditReporter &Report) {
  auto IsAddress = [&](clang::QualType Type) {
    return !Type->isArrayType() && isAddressType(Type, In.Unit.Kinds, In.Unit.Context);
  };
  auto IsWide = [&](clang::QualType Type) {
    return !Type.isNull() && Type->isIntegerType() && !IsAddress(Type) &&
           In.Unit.Context.getTypeSize(Type) == 64;
  };
  auto Stored = [&](clang::QualType Into, const Expr &Value, clang::SourceLocation Where) {
    const auto *Or = dyn_cast<clang::BinaryOperator>(Value.IgnoreParenImpCasts());
    const Expr *High = Or && IsAddress(Into) && Or->getOpcode() == clang::BO_Or
                           ? highBits(Value, In.Unit.Context)
                           : nullptr;
    if (High)
      Report({Where, "this bit does not fit where an address has 32 bits: '" +
                         Into.getUnqualifiedType().getAsString() +
                         "' is no type for a table entry"});
  };
  for (const clang::Stmt *Each : In.Body.statements()) {
    if (const auto *Declared = dyn_cast<clang::DeclStmt>(Each)) {
      for (const clang::Decl *Part : Declared->decls())
        if (const auto *Local = dyn_cast<clang::VarDecl>(Part); Local && Local->getInit())
          Stored(Local->getType(), *Local->getInit(), Local->getInit()->getExprLoc());
      continue;
    }
    const auto *Binary = dyn_cast<clang::BinaryOperator>(Each);
    if (!Binary)
      continue;
    if (Binary->getOpcode() == clang::BO_Assign) {
      Stored(Binary->getLHS()->getType(), *Binary->getRHS(), Binary->getExprLoc());
    } else if (Binary->getOpcode() == clang::BO_OrAssign) {
      if (IsAddress(Binary->getLHS()->getType()) && highBits(*Binary->getRHS(), In.Unit.Context))
        Report({Binary->getExprLoc(),
                "this bit does not fit where an address has 32 bits: '" +
                    Binary->getLHS()->getType().getUnqualifiedType().getAsString() +
                    "' is no type for a table entry"});
    } else if (Binary->getOpcode() == clang::BO_Shl) {
      const Expr *Shifted = Binary->getLHS()->IgnoreParenImpCasts();
      std::optional<uint64_t> Amount = constantOf(*Binary->getRHS(), In.Unit.Context);
      if (Amount && *Amount > 0 && llvm::isa<clang::DeclRefExpr>(Shifted) &&
          IsAddress(Shifted->getType()) && IsWide(typeOfTarget(Binary, In.Body)))
        Report({Binary->getExprLoc(), "the address is shifted up before it is widened: where it "
                                      "has 32 bits, the upper ones are lost"});
    }
  }
}
