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

  using HeaderSets = std::vector<std::vector<std::string>>; ///< KindCatalog::commonHeaders()

  /// Precompiles \p Sets, as far as the tree has the headers, for \p Units of the project.
  void build(const std::vector<size_t> &Units, const HeaderSets &Sets,
             const WorkerOptions &Workers);

  /// Those that unit \p Unit may try, the best first.
  std::vector<const SharedPch *> of(size_t Unit) const;

private:
  /// What a unit starts from: its flags and a number of Sets.
  using Key = std::pair<std::string, size_t>;

  std::vector<Key> keysOf(size_t Unit) const;

  const Project &Of;
  HeaderSets Sets;
  std::string Directory;
  std::map<Key, SharedPch> ByKey;
};

} // namespace kphys

#endif
