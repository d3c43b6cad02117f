// The precompiled headers of one run.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_PCHPOOL_H
#define KPHYS_TOOL_ANALYSIS_PCHPOOL_H

#include "checks/frontend/SharedPch.h"
#include "tool/analysis/Project.h"
#include "tool/workers/WorkerPool.h"

namespace kphys {

/// Makes one for each flag class that has enough units to be worth it; they are gone with the pool.
class PchPool {
public:
  explicit PchPool(const Project &Of) : Of(Of) {}
  ~PchPool();
  PchPool(const PchPool &) = delete;
  PchPool &operator=(const PchPool &) = delete;

  /// Precompiles those of \p Headers (`linux/mm.h`) that the tree has, for \p Units of the project.
  void build(const std::vector<size_t> &Units, const std::vector<std::string> &Headers,
             const WorkerOptions &Workers);

  /// The one that unit \p Unit may try, or nullptr.
  const SharedPch *of(size_t Unit) const;

private:
  const Project &Of;
  std::string Directory;
  std::map<std::string, SharedPch> ByClass;
};

} // namespace kphys

#endif
