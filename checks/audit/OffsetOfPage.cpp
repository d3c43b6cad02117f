// offset_in_page(page), where page is a struct page *: the offset of what, in which page?
//
// The macro casts, so the compiler is content. What was meant is the offset of the address that a
// conversion has put in the page's place.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;

void kphys::checkOffsetOfPage(const AuditInput &In, const AuditReporter &Report) {
  forEachUse(
      In.Body, In.Unit.Context,
      [&](llvm::StringRef Name) { return In.Unit.Names.is(AuditRole::OffsetInPage, Name); },
      [&](const clang::Expr &, const NamedUse &Use) {
        const clang::Expr *Of = bare(Use.argument(0));
        if (Of && isPageType(Of->getType(), In.Unit.Kinds, In.Unit.Context))
          Report({Use.Where, Use.Name.str() + "() of a pointer to struct page is an offset in the "
                                              "array of pages, not in the memory that the page "
                                              "stands for"});
      });
}
