// Parses the units that the audit can have something to say about, and gathers what it finds.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_AUDITING_H
#define KPHYS_TOOL_ANALYSIS_AUDITING_H

#include "checks/audit/AuditCollector.h"
#include "tool/analysis/Indexing.h"

namespace kphys {

struct AuditingResult {
  std::vector<Finding> Findings; ///< of every check, each once, by place
  std::vector<UnitRecord> Units; ///< of the whole project
  size_t Parsed = 0;             ///< parses that were made
  size_t UsedPch = 0;            ///< those that started from a precompiled header
  size_t Known = 0;              ///< parses that an earlier run has made
};

/// Audits the units of \p Of whose source names an address type or something that a catalog knows,
/// and for each header of the whole kernel that does one unit that reads it.
AuditingResult auditProject(const Project &Of, const KindCatalog &Kinds, const AuditNames &Names,
                            const IndexingOptions &Options);

} // namespace kphys

#endif
