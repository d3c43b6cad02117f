// Which uses of the old API has a changed tree that it did not have before?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_NEWUSES_H
#define KPHYS_TOOL_PATCH_NEWUSES_H

#include "tool/patch/OldApiUses.h"
#include "tool/patch/UnifiedPatch.h"

namespace kphys {

/// By the name of the file, on one side of the patch.
using OldApiTexts = std::map<std::string, OldApiText>;

struct NewUse {
  std::string File;
  const OldApiUse *Is;
};

/// The uses of \p After that none of \p Before pays for, in order; both have uses alone. One of the
/// same name pays: on the same line, if that stays; else with the same text anywhere; in the same
/// function of the file, whatever its arguments are now; in a function of that name in another
/// file; and at last in the same file, unless its own function has the new name more often instead.
/// A copy of a file is one that has no OldName in \p Changed.
std::vector<NewUse> newUses(const OldApiTexts &Before, const OldApiTexts &After,
                            const std::vector<ChangedFile> &Changed, const Catalog &Names);

} // namespace kphys

#endif
