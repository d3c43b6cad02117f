// Parses the units that can have to do with physical addresses and collects their flows.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_INDEXING_H
#define KPHYS_TOOL_ANALYSIS_INDEXING_H

#include "checks/catalog/Kinds.h"
#include "tool/analysis/Project.h"
#include "tool/analysis/Site.h"
#include "tool/index/FlowIndex.h"
#include "tool/workers/WorkerPool.h"

namespace kphys {

struct IndexingResult {
  std::vector<IndexedUnit> Indexed;
  std::vector<UnitRecord> Units; ///< of the whole project
};

/// Parses each unit of \p Of whose source names an address type, or a function that yields or
/// demands a CPU physical address.
IndexingResult indexFlows(const Project &Of, const KindCatalog &Kinds,
                          const WorkerOptions &Workers);

} // namespace kphys

#endif
