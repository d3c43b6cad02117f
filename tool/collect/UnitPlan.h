// Which units must be parsed to see every occurrence?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_UNITPLAN_H
#define KPHYS_TOOL_COLLECT_UNITPLAN_H

#include "checks/scan/TreeScan.h"
#include "tool/program/Project.h"
#include <map>
#include <set>

namespace kphys {

/// Chooses units in rounds. First come, a few at a time, units that tell of the headers that the
/// whole kernel shares: one may tell of many. The next round has the units whose source has an
/// occurrence, or uses a macro that expands to one. The last goes after files of which no unit saw
/// anything (headers, mostly): for each, the nearest units that include it, one of each flag class.
/// Each build is asked for itself: what one has seen, another may see otherwise.
class UnitPlan {
public:
  /// Occurrences in files outside the paths that \p Of is about are nobody's business, but for
  /// those of the files \p Besides. All units are wanted that may read one of \p Read.
  UnitPlan(const TreeScan &Tree, const Project &Of, const std::set<std::string> &Besides = {},
           const std::set<std::string> &Read = {});

  /// True if the source of unit \p Index mentions a catalog name, or a macro that expands to one.
  bool mentionsName(size_t Index) const;

  /// Indices of the next units for shared headers that no unit saw so far, in order; none when
  /// there is nothing more to try.
  std::vector<size_t> providers();

  /// Indices of the units that must be parsed besides, in order.
  std::vector<size_t> mentioners() const;

  /// True if \p Unit must tell of the shared headers too.
  bool isForHeaders(size_t Unit) const { return ForHeaders.count(Unit) != 0; }

  /// True if \p Unit may read a file of which all readers are wanted.
  bool isReader(size_t Unit) const { return Readers.count(Unit) != 0; }

  /// Tells the plan that \p Unit saw code of \p File with a catalog name.
  void sawFile(const std::string &File, size_t Unit) {
    Plans[Of.Units[Unit].Build].Unseen.erase(File);
  }

  /// Indices of the units that may see what no unit of their build saw so far.
  std::vector<size_t> includersOfUnseen();

private:
  struct BuildPlan {
    std::multimap<std::string, size_t> UnitsBySource;
    std::set<std::string> Unseen;
    std::set<std::string> Provided; ///< shared headers for which a unit was chosen
  };

  void chooseDefiners(const std::string &File, llvm::ArrayRef<Occurrence> Mentions);
  void addProviders(BuildPlan &Plan, std::set<size_t> &Round) const;
  std::optional<size_t> provider(const BuildPlan &Plan, const std::string &File) const;
  void addIncluders(const BuildPlan &Plan, const std::string &File, std::set<size_t> &Round) const;

  const TreeScan &Tree;
  const Project &Of;
  std::vector<BuildPlan> Plans; ///< by build
  std::set<size_t> Chosen, ForHeaders, Readers;
};

} // namespace kphys

#endif
