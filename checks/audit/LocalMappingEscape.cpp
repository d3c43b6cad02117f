// schedule_work() of something that points into a local mapping.
//
// The mapping is the running thread's, and with CONFIG_HIGHMEM nobody else has it: neither another
// thread nor an interrupt, nor a function that is called on another processor.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/LocalMappings.h"

using namespace kphys;

void kphys::checkLocalMappingEscape(const AuditInput &In, const AuditReporter &Report) {
  for (const LocalMappingEvent &Each : localMappingEvents(In, LocalMappingEvent::Kind::HandedOver))
    Report({Each.Where->getBeginLoc(),
            "the address of a local mapping is handed to another context, which does not have it",
            {{Each.Map->getExprLoc(), nameOfMap(Each) + " makes it here"}}});
}
