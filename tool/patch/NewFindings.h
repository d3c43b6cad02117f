// Which findings of a changed tree are new?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_NEWFINDINGS_H
#define KPHYS_TOOL_PATCH_NEWFINDINGS_H

#include "tool/patch/UnifiedPatch.h"
#include "tool/unit/FindingText.h"

namespace kphys {

/// Those of \p After without a counterpart in \p Before. On a line that stays, that is one of the
/// same check on that line, whatever it says; on an added line, one that says the same on a line
/// that is gone: code that moves brings nothing in.
std::vector<Finding> newFindings(const std::vector<Finding> &Before,
                                 const std::vector<Finding> &After,
                                 const std::vector<ChangedFile> &Changed);

} // namespace kphys

#endif
