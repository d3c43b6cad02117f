// `kunmap_local(a); kunmap_local(b);` where a was mapped first.
//
// The local mappings of a thread are a stack: the last one must be ended first. With CONFIG_HIGHMEM
// anything else ends another mapping than is meant.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/LocalMappings.h"

using namespace kphys;

void kphys::checkLocalMappingOrder(const AuditInput &In, const AuditReporter &Report) {
  for (const LocalMappingEvent &Each : localMappingEvents(In, LocalMappingEvent::Kind::OutOfOrder))
    Report({Each.Where->getBeginLoc(),
            "a local mapping is ended while one that was made after it is still there",
            {{Each.Map->getExprLoc(), nameOfMap(Each) + " makes the one that is ended"},
             {Each.Other->getBeginLoc(), "the later one is made here"}}});
}
