// Parses the units that can have to do with physical addresses and collects their flows.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_INDEXING_H
#define KPHYS_TOOL_ANALYSIS_INDEXING_H

#include "checks/catalog/Kinds.h"
#include "tool/analysis/Project.h"
#include "tool/analysis/Site.h"
#include "tool/workers/WorkerPool.h"

namespace kphys {

struct IndexingResult {
  std::vector<UnitRecord> Units; ///< of the whole project
  size_t Parsed = 0;             ///< parses that were made
  size_t UsedPch = 0;            ///< those that started from a precompiled header
  size_t Reused = 0;             ///< units that did not change since they were indexed
  std::set<std::string> Others;  ///< units that the index has and the project does not
  std::set<std::string> Stale;   ///< those of them that changed since they were indexed
  bool IsPostponed = false;      ///< there is more to do than was allowed: the index is as it was
};

/// How to parse.
struct IndexingOptions {
  std::set<std::string> MissingNames; ///< functions that the tree does not have yet: no error
  bool UsePch = true;                 ///< see SharedPch; the facts are the same without
  bool UseCache = true;               ///< see RunCache; likewise
  WorkerOptions Workers;
  bool ChecksAll = false; ///< sees whether what is not parsed again is as it was written
  bool AllPaths = false;  ///< indexes the whole project, whatever paths it is about
  /// For an update beside something else: so many parses or none, and what it finds out of files
  /// is not kept for later runs. It is an error if another process is at it.
  std::optional<size_t> MostParses = {};
};

/// Brings the index at \p Path up to date with each unit of \p Of whose source names an address
/// type, or a function that yields or demands a CPU physical address. Only what changed is parsed:
/// the command, or the contents of a file that the unit reads. What the index has outside the
/// paths of \p Of stays, unless it changed. What it has of units that are not in the database
/// stays, changed or not, as long as there is such a source. A damaged index is set aside and made
/// anew, unless that is an update beside something else.
llvm::Expected<IndexingResult> updateIndex(const std::string &Path, const Project &Of,
                                           const KindCatalog &Kinds,
                                           const IndexingOptions &Options);

} // namespace kphys

#endif
