// Parses the units that the audit can have something to say about, and gathers what it finds.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_AUDITING_H
#define KPHYS_TOOL_COLLECT_AUDITING_H

#include "checks/audit/AuditCollector.h"
#include "tool/collect/SiteCollection.h"
#include "tool/program/Session.h"

namespace kphys {

struct AuditingResult {
  std::vector<Finding> Findings;       ///< of every check, each once, by place
  std::vector<UnitRecord> Units;       ///< of the whole project
  ParsedUnits Parsed;                  ///< those with a fix
  SeenTexts Texts;                     ///< that fixes are for
  std::vector<std::string> Unanswered; ///< what was to be found out and was not
};

/// Audits the units of \p In whose source names an address type or something that a catalog knows,
/// and for each header of the whole kernel that does one unit that reads it.
AuditingResult auditProject(Session &In);

} // namespace kphys

#endif
