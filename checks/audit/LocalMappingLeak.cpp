// `if (bad(a)) return -EIO;` between kmap_local_page() and kunmap_local().
//
// The mapping stays, and with it the order of all that the thread maps later is wrong; with
// CONFIG_HIGHMEM its few slots run out. A finding is a way through the function on which the
// mapping is made, nobody else can end it, and it is not ended.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/LocalMappings.h"

using namespace kphys;

void kphys::checkLocalMappingLeak(const AuditInput &In, const AuditReporter &Report) {
  for (const LocalMappingEvent &Each : localMappingEvents(In, LocalMappingEvent::Kind::Left)) {
    bool IsAnew = Each.Where == Each.Map;
    clang::SourceLocation Where =
        Each.Where ? Each.Where->getBeginLoc() : In.Function.getBody()->getEndLoc();
    std::vector<AuditNote> Notes;
    if (!IsAnew)
      Notes.push_back({Each.Map->getExprLoc(), nameOfMap(Each) + " makes it here"});
    Report({Where,
            IsAnew
                ? nameOfMap(Each) + " maps anew, on a way that has not ended the mapping that it "
                                    "made before"
                : In.Function.getNameAsString() +
                      "() is left with a local mapping that was not ended on the way here",
            std::move(Notes)});
  }
}
