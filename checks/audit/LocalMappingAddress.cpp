// page_address() of a page that kmap_local_page() has mapped.
//
// A page in high memory has no address of that kind: page_address() gives NULL, or that of an old
// kmap(). Whoever maps the page says by it that it may be one.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/LocalMappings.h"

using namespace kphys;

void kphys::checkLocalMappingAddress(const AuditInput &In, const AuditReporter &Report) {
  for (const LocalMappingEvent &Each : localMappingEvents(In, LocalMappingEvent::Kind::PageAddress))
    Report({Each.Where->getBeginLoc(),
            "the page is mapped locally, so it may have no other address than that of the mapping",
            {{Each.Map->getExprLoc(), nameOfMap(Each) + " maps it here"}}});
}
