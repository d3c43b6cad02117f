// What does a patch bring in?
//
// Parses the units that a patch touches before and after it, the other side in memory, and
// compares what is found. Nothing is written.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_PATCHGATE_H
#define KPHYS_TOOL_PATCH_PATCHGATE_H

#include "tool/decide/Site.h"
#include "tool/program/Project.h"
#include "tool/program/UnitRecord.h"
#include "tool/unit/FindingText.h"
#include "tool/unit/UnitTools.h"
#include "tool/workers/WorkerPool.h"

namespace kphys {

struct GateResult {
  std::vector<Finding> New;       ///< in files as they are with the patch; sorted
  bool IsApplied = false;         ///< the tree has the patch already
  std::vector<UnitRecord> Units;  ///< that were parsed, with the patch in place
  std::vector<std::string> Notes; ///< what was not looked at, in words
  TextOfFile Read;                ///< reads files as they are with the patch
};

/// Checks the patch \p Text against the tree of \p Of. \p Options name the index, if there is one.
/// An error is one of the patch or the index.
llvm::Expected<GateResult> checkPatch(llvm::StringRef Text, const Project &Of,
                                      const UnitOptions &Options, const WorkerOptions &Workers);

} // namespace kphys

#endif
