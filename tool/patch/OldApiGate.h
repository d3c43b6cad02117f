// What does a patch bring in of the API that is to be given up?
//
// The text of the changed files says where the old names are, whatever a build compiles; the units
// that are parsed say what a name is that only looks like the API, and how a call can be written.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_OLDAPIGATE_H
#define KPHYS_TOOL_PATCH_OLDAPIGATE_H

#include "tool/patch/UnifiedPatch.h"
#include "tool/program/Session.h"
#include "tool/unit/UnitChecks.h"

namespace kphys {

/// What the units of one side say of the old API.
struct OldApiSaid {
  std::vector<Finding> Rewrites; ///< of the checks of rewrites
  std::vector<SeenName> Names;
};

/// The new uses in \p Changed, each with the rewrite that \p After has for it. A use for which the
/// tree, or the module's licence, has nothing better is none: \p Notes get it in words. \p Read
/// reads files as they are with the patch.
std::vector<Finding> newUsesOfOldApi(const Knowledge &Known,
                                     const std::vector<ChangedFile> &Changed,
                                     const OldApiSaid &Before, const OldApiSaid &After,
                                     const TextOfFile &Read, std::vector<std::string> &Notes);

} // namespace kphys

#endif
