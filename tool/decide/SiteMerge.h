// What all units together say about each occurrence.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_SITEMERGE_H
#define KPHYS_TOOL_DECIDE_SITEMERGE_H

#include "checks/catalog/Catalog.h"
#include "tool/decide/Site.h"
#include <map>
#include <set>

namespace kphys {

/// The facts of the units that were parsed, and what is known of the rest.
struct MergeInput {
  const Catalog &Names;
  const std::map<std::string, std::vector<Occurrence>> &Occurrences; ///< by file
  std::string Architecture; ///< of the database, as its directory below arch/ is called
  /// Facts by unit, in unit order; the order does not show in the result.
  std::vector<const UnitFacts *> Facts;
  /// Sources of units that failed, crashed or timed out.
  std::set<std::string> FailedSources;
};

/// One site for every occurrence, in order of file and offset. A site with a good change is
/// Rewritten and has its edits; verification comes later.
SiteTable mergeSites(const MergeInput &Input);

} // namespace kphys

#endif
