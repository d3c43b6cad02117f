// What all units together say about each occurrence.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_SITEMERGE_H
#define KPHYS_TOOL_DECIDE_SITEMERGE_H

#include "checks/catalog/Catalog.h"
#include "tool/decide/Site.h"
#include "tool/program/Build.h"
#include <map>
#include <set>

namespace kphys {

/// What a unit says, and the number of the build that it is of.
struct SeenFacts {
  const UnitFacts *Facts;
  size_t Build = 0;
};

/// The facts of the units that were parsed, and what is known of the rest.
struct MergeInput {
  const Catalog &Names;
  const std::map<std::string, std::vector<Occurrence>> &Occurrences; ///< by file
  llvm::ArrayRef<Build> Builds;
  std::vector<SeenFacts> Units; ///< their order does not show in the result
  /// Sources of units that failed, crashed or timed out.
  std::set<std::string> FailedSources;
  std::map<std::string, std::string> RelayProblems; ///< why relays, by key, cannot change
};

/// One site for every occurrence, in order of file and offset. A site with a good change is
/// Rewritten and has its edits; verification comes later.
SiteTable mergeSites(const MergeInput &Input);

} // namespace kphys

#endif
