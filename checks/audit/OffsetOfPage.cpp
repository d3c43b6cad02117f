// offset_in_page(page), where page is a struct page *: the offset of what, in which page?
//
// The macro casts, so the compiler is content. What was meant is the offset of the address that a
// conversion has put in the page's place.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/facts/AddressTypes.h"
#include "checks/facts/FunctionBody.h"
#include "checks/facts/MacroUses.h"

using namespace kphys;

void kphys::checkOffsetOfPage(const AuditInput &In, const AuditReporter &Report) {
  auto IsOffset = [&](llvm::StringRef Name) {
    return In.Unit.Names.is(AuditRole::OffsetInPage, Name);
  };
  for (const clang::Expr *Value : In.Body.all<clang::Expr>()) {
    if (!Value->getBeginLoc().isMacroID())
      continue;
    std::optional<NamedUse> Use = namedUse(*Value, In.Unit.Context, IsOffset);
    const clang::Expr *Of = Use ? Use->argument(0) : nullptr;
    if (!Of)
      continue;
    if (!isPageType(Of->IgnoreParenCasts()->getType(), In.Unit.Kinds, In.Unit.Context))
      continue;
    Report({Use->Where, Use->Name.str() +
                            "() of a pointer to struct page is an offset in the array of pages, "
                            "not in the memory that the page stands for"});
  }
}
