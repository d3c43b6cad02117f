// What makes checkpatch.pl warn of new calls of the old API.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_CHECKPATCHENTRIES_H
#define KPHYS_TOOL_SERIES_CHECKPATCHENTRIES_H

#include "rewriters/apply/EditedFiles.h"
#include "rewriters/prepare/TargetProfile.h"

namespace kphys {

/// The change of scripts/checkpatch.pl in the tree at \p TreeRoot that adds the calls of \p Names
/// to its table of deprecated functions, as far as they are not in it and the tree has what takes
/// their place (\p Profile). An error says why it cannot be made.
llvm::Expected<EditedFile> checkpatchEntries(const std::string &TreeRoot, const Catalog &Names,
                                             const TargetProfile &Profile);

} // namespace kphys

#endif
