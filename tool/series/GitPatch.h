// Changed files as Git shows them: the diff with its headers, and the diffstat.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_GITPATCH_H
#define KPHYS_TOOL_SERIES_GITPATCH_H

#include "rewriters/apply/EditedFiles.h"

namespace kphys {

/// The diff of \p Files, files of the tree at \p TreeRoot, as `git diff --full-index` has it: with
/// the hashes by which `git am --3way` finds the old texts.
std::string gitDiff(const std::vector<EditedFile> &Files, const std::string &TreeRoot);

/// How many lines a diff has of which kind.
struct DiffCount {
  unsigned Added = 0, Removed = 0;
};

/// By file. Those of several patches may be added up.
using DiffStat = std::map<std::string, DiffCount>;

DiffStat diffStat(const std::vector<EditedFile> &Files);

/// \p Of as `git diff --stat` shows it.
std::string printed(const DiffStat &Of);

} // namespace kphys

#endif
