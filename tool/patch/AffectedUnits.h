// Which units see what a patch changes?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_AFFECTEDUNITS_H
#define KPHYS_TOOL_PATCH_AFFECTEDUNITS_H

#include "tool/patch/UnifiedPatch.h"
#include "tool/program/Project.h"

namespace kphys {

/// A unit, on the sides of the patch that have it.
struct AffectedUnit {
  CompileCommand Command;
  std::string OldFile, NewFile; ///< its source, absolute; empty on a side without
};

struct AffectedUnits {
  std::vector<AffectedUnit> Units;
  std::vector<std::string> Notes; ///< what is left out, in words
};

/// The units of changed sources, and for each changed header those that read it by the index at \p
/// Index (empty: those near it that name it), up to a number. A source that the database does not
/// have is parsed like another one of its directory.
llvm::Expected<AffectedUnits> affectedUnits(const Project &Of, const PatchedFiles &Patched,
                                            const std::string &Index);

} // namespace kphys

#endif
