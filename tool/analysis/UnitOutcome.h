// What a worker's outcome says of the unit that it parsed.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_UNITOUTCOME_H
#define KPHYS_TOOL_ANALYSIS_UNITOUTCOME_H

#include "checks/frontend/ParseUnit.h"
#include "tool/analysis/Project.h"
#include "tool/analysis/Site.h"
#include "tool/workers/WorkerPool.h"

namespace kphys {

/// True if the job left a payload; otherwise \p Record says that it crashed or was given up.
bool hasPayload(const JobOutcome &Outcome, UnitRecord &Record);

/// Notes in \p Record whether the unit was parsed or failed. A call of one of \p MissingNames,
/// functions that the tree does not have yet, is no failure.
void recordParse(const ParseOutcome &Parse, const std::set<std::string> &MissingNames,
                 const Project &Of, UnitRecord &Record);

} // namespace kphys

#endif
