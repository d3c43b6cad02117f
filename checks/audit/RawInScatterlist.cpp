// sg_set_page(sg, pfn_to_page(PHYS_PFN(base)), …), where base is a carve-out or a BAR.
//
// A scatterlist holds pages. What has no struct page gets one by arithmetic, which is fine until
// somebody looks at it, or maps it, as RAM. A finding is a page made from an address that nothing
// in the function shows to be RAM.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

/// True if \p Address is, or is computed from, a value of an address type that no function made
/// here.
bool isOfUnknownOrigin(const Expr &Address, const AuditInput &In) {
  const Expr *Origin = bare(originOf(&Address, In.Body));
  if (const auto *Sum = dyn_cast<clang::BinaryOperator>(Origin); Sum && Sum->isAdditiveOp())
    return isOfUnknownOrigin(*Sum->getLHS(), In);
  return llvm::isa<clang::DeclRefExpr, clang::MemberExpr>(Origin) &&
         isAddressType(Origin->getType(), In.Unit.Kinds, In.Unit.Context);
}

} // namespace

void kphys::checkRawInScatterlist(const AuditInput &In, const AuditReporter &Report) {
  forEachUse(
      In.Body, In.Unit.Context,
      [&](llvm::StringRef Name) { return In.Unit.Names.is(AuditRole::PageContainer, Name); },
      [&](const Expr &, const NamedUse &Use) {
        const Expr *Page = Use.argument(1);
        const Expr *Address = Page ? addressOfPage(*Page, In) : nullptr;
        if (Address && isOfUnknownOrigin(*Address, In))
          Report({Use.Where,
                  Use.Name.str() + "() of a page that is made from an address: it may be no RAM",
                  {{Address->getExprLoc(), "the address is here"}}});
      });
}
