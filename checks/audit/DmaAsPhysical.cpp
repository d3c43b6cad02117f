// A DMA address where a physical one is wanted, or the other way round.
//
// Both are numbers, and the same number on machines without an IOMMU, which is why such code works
// until it is run elsewhere. Found by the type that a variable, field or function is declared with.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using clang::QualType;

void kphys::checkDmaAsPhysical(const AuditInput &In, const AuditReporter &Report) {
  auto IsDma = [&](QualType Type) {
    return isTypedefOf(
        Type, [&](llvm::StringRef Name) { return In.Unit.Names.is(AuditRole::DmaType, Name); });
  };
  auto IsPhysical = [&](QualType Type) {
    return isAddressType(Type, In.Unit.Kinds, In.Unit.Context);
  };
  for (const auto *Call : In.Body.all<clang::CallExpr>()) {
    const clang::FunctionDecl *Callee = Call->getDirectCallee();
    for (unsigned I = 0; Callee && I < std::min(Call->getNumArgs(), Callee->getNumParams()); ++I) {
      QualType Wanted = Callee->getParamDecl(I)->getType();
      // A cast that is written says that the author knows.
      QualType Given = Call->getArg(I)->IgnoreParenImpCasts()->getType();
      bool IsWrong = (IsPhysical(Wanted) && IsDma(Given)) || (IsDma(Wanted) && IsPhysical(Given));
      if (IsWrong)
        Report({Call->getArg(I)->getExprLoc(),
                Callee->getNameAsString() + "() takes a " +
                    (IsDma(Wanted) ? "DMA address, and gets a physical one"
                                   : "physical address, and gets a DMA address")});
    }
  }
}
