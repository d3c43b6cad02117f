// phys |= 1ULL << 63, where phys is a phys_addr_t: 32 bits on some machines.
//
// A table entry is made of an address and flags. Where a conversion puts the parameter in the place
// of a u64 local, the flags above bit 31 are cut off wherever addresses are that short. The same
// for an address that is shifted up before it is widened.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/facts/AddressTypes.h"
#include "checks/facts/AddressValues.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

/// A constant in an `|` of \p Value that has a bit above the 32nd.
const Expr *highBits(const Expr &Value, const clang::ASTContext &Context) {
  if (std::optional<uint64_t> Number = constantOf(Value, Context))
    return *Number >> 32 != 0 ? &Value : nullptr;
  const auto *Binary = dyn_cast<clang::BinaryOperator>(Value.IgnoreParenImpCasts());
  if (!Binary || Binary->getOpcode() != clang::BO_Or)
    return nullptr;
  const Expr *Found = highBits(*Binary->getLHS(), Context);
  return Found ? Found : highBits(*Binary->getRHS(), Context);
}

} // namespace

void kphys::checkAddressWidth(const AuditInput &In, const AuditReporter &Report) {
  auto IsAddress = [&](clang::QualType Type) {
    return !Type->isArrayType() && isAddressType(Type, In.Unit.Kinds, In.Unit.Context);
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
          isAddressType(Shifted->getType(), In.Unit.Kinds, In.Unit.Context) &&
          !constantOf(*Shifted, In.Unit.Context))
        Report({Binary->getExprLoc(), "the address is shifted up before it is widened: where it "
                                      "has 32 bits, the upper ones are lost"});
    }
  }
}
