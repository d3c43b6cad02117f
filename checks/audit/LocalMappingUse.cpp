// `kunmap_local(a); return a[0];`: the page is no longer there.
//
// Without CONFIG_HIGHMEM the address is still right, so it works on every machine that it is tried
// on. Ending what has been ended is a use, too.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/LocalMappings.h"

using namespace kphys;

void kphys::checkLocalMappingUse(const AuditInput &In, const AuditReporter &Report) {
  for (LocalMappingEvent::Kind Kind :
       {LocalMappingEvent::Kind::Used, LocalMappingEvent::Kind::EndedTwice})
    for (const LocalMappingEvent &Each : localMappingEvents(In, Kind))
      Report({Each.Where->getBeginLoc(),
              Kind == LocalMappingEvent::Kind::Used
                  ? "the address of a local mapping is used after its end"
                  : "a local mapping is ended a second time",
              {{Each.Map->getExprLoc(), nameOfMap(Each) + " makes it here"},
               {Each.Other->getBeginLoc(), "and it ends here"}}});
}
