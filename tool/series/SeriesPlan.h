// How rewrites are handed out to maintainers: which patch has what, and which series the patch is
// in.
//
// A patch has what one driver, or whatever else the history calls by one name, changes for one
// reason; a series has what one tree takes. Series and patches are in the order in which they
// apply.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_SERIESPLAN_H
#define KPHYS_TOOL_SERIES_SERIESPLAN_H

#include "tool/decide/Analysis.h"
#include "tool/series/Maintainers.h"
#include "tool/series/SiteGroups.h"

namespace kphys {

struct PlannedPatch {
  const RuleFamily *Family = nullptr; ///< none: it introduces Feature
  std::string Feature;
  std::string Prefix;          ///< of the subject
  std::set<std::string> Files; ///< of its sites, or its preparation
  std::vector<const Site *> Sites;
  EditsByFile Edits;               ///< of the files as they are on disk
  std::vector<EditedFile> Changes; ///< of the files as the patches before have left them
  Recipients For;
};

struct PlannedSeries {
  std::string Name;            ///< of its directory, with its number
  std::set<std::string> Needs; ///< series that have to be there before
  std::string TreeWord;        ///< after PATCH in subjects; mostly empty
  Recipients For;              ///< of all patches
  std::vector<PlannedPatch> Patches;
};

struct SeriesPlan {
  std::vector<PlannedSeries> Series;
  std::vector<std::string> Notes; ///< what could not be found out, in words
  std::map<std::string, Recipients> ByFile;
};

struct SeriesOptions {
  unsigned MostPatches = 15; ///< in a series
  bool AsksMaintainers = true;
  unsigned Threads = 1;
};

/// Plans the series of all that \p Of rewrites in a tree of which \p Profile is known. An error is
/// one of files, or a plan that does not come to what \p Of comes to.
llvm::Expected<SeriesPlan> planSeries(const Analysis &Of, const TargetProfile &Profile,
                                      const SeriesOptions &Options);

} // namespace kphys

#endif
