// What a directory of series has in it, for the next run: kphys-series.json.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_SERIESFILE_H
#define KPHYS_TOOL_SERIES_SERIESFILE_H

#include "tool/series/SeriesPlan.h"

namespace kphys {

constexpr const char *SeriesFileName = "kphys-series.json";

/// One rewrite of a patch, by what a later tree may still have of it.
struct RecordedSite {
  std::string Api, File, Function, Before, After;
  auto operator<=>(const RecordedSite &) const = default;
};
KPHYS_JSON_MEMBERS(RecordedSite, Api, File, Function, Before, After)

struct RecordedPatch {
  std::string File; ///< relative to the directory
  std::string Subject;
  std::string Lines;   ///< a hash of the lines that go and come
  std::string Feature; ///< that it introduces, if it is a preparation
  std::vector<RecordedSite> Sites;
};
KPHYS_JSON_MEMBERS(RecordedPatch, File, Subject, Lines, Feature, Sites)

/// \p Patch, whose mail is \p File.
RecordedPatch recordOf(const PlannedPatch &Patch, std::string File, const Catalog &Names);

/// The text of the file for \p Patches of a tree of version \p Version.
std::string seriesFile(llvm::ArrayRef<RecordedPatch> Patches, const std::string &Version);

/// Reads what is in \p Directory.
llvm::Expected<std::vector<RecordedPatch>> readSeriesFile(const std::string &Directory);

/// What has become of \p Old, patches for an earlier tree, now that the patches are \p New: a line
/// each, `merged: SUBJECT`. \p Of is what the new ones are of.
std::vector<std::string> changesSince(llvm::ArrayRef<RecordedPatch> Old,
                                      llvm::ArrayRef<RecordedPatch> New, const Analysis &Of);

} // namespace kphys

#endif
