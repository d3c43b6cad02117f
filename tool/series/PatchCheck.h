// Does the tree build after each patch, and not only after the last?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_PATCHCHECK_H
#define KPHYS_TOOL_SERIES_PATCHCHECK_H

#include "tool/series/SeriesPlan.h"

namespace kphys {

/// What a patch brings that it must not, in words.
struct BrokenPatch {
  const PlannedPatch *Patch;
  std::string Problem;
};

/// Parses, after each patch of \p Plan in order, every unit of every build that the patch changes,
/// with the patches so far in place: in memory, nothing is written. \p Of is what the plan is of.
llvm::Expected<std::vector<BrokenPatch>> checkEachPatch(Session &In, Analysis &Of,
                                                        const SeriesPlan &Plan);

} // namespace kphys

#endif
