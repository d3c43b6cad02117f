// Which units must be parsed to see every occurrence?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_UNITPLAN_H
#define KPHYS_TOOL_ANALYSIS_UNITPLAN_H

#include "checks/sources/TreeScan.h"
#include "tool/analysis/Project.h"
#include <map>
#include <set>

namespace kphys {

/// Chooses units in rounds. The first round has the units whose source has an occurrence, or uses a
/// macro that expands to one, and for each header that the whole kernel shares one unit that
/// includes it. The second goes after files of which no unit saw anything (headers, mostly): for
/// each, the nearest units that include it, one of each flag class.
class UnitPlan {
public: /// Occurrences in files outside the paths that \p Of is about are nobody's business.
  UnitPlan(const TreeScan &Tree, const Project &Of);
  /// True if the source of unit \p Index mentions a catalog name, or a macro that expands to one.
  bool mentionsName(size_t Index) const;

  /// Indices of the units that must be parsed, in order.
  std::vector<size_t> firstRound();

  /// True if \p Unit must tell of the shared headers too.
  bool isForHeaders(size_t Unit) const { return ForHeaders.count(Unit) != 0; }

  /// Tells the plan that a unit saw code of \p File with a catalog name.
  void sawFile(const std::string &File) { Unseen.erase(File); }

  /// Indices of the units that may see what no unit saw so far.
  std::vector<size_t> secondRound();

private:
  void addProvider(const std::string &File);
  void addIncluders(const std::string &File, std::set<size_t> &Round);

  const TreeScan &Tree;
  const Project &Of;
  std::multimap<std::string, size_t> UnitsBySource;
  std::set<std::string> Unseen;
  std::set<size_t> Chosen, ForHeaders;
};

} // namespace kphys

#endif
