// Writes edits as a unified diff that `patch -p1` and `git apply` take.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_UNIFIEDDIFF_H
#define KPHYS_REWRITERS_APPLY_UNIFIEDDIFF_H

#include "rewriters/apply/EditedFiles.h"

namespace kphys {

/// What stands behind the second `@@` of a hunk.
enum class HunkHeading {
  None,
  Function, ///< the last line before the hunk that begins as a function does, as Git has it
};

/// The diff of one file, with three lines of context; empty where nothing changes.
std::string unifiedDiff(const EditedFile &File, HunkHeading Heading = HunkHeading::None);

/// Those of \p Files, one after the other.
std::string unifiedDiff(const std::vector<EditedFile> &Files);

} // namespace kphys

#endif
