// What has to be installed for Kbuild to get through.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_NEEDEDTOOLS_H
#define KPHYS_TOOL_COMPDB_NEEDEDTOOLS_H

#include "tool/compdb/Kbuild.h"

namespace kphys {

/// Names all programs and headers that the tree of \p For asks for and this machine has not, with
/// Debian's packages: an error where no configuration does without one of them, else a warning.
llvm::Error checkNeededTools(const KbuildOptions &For);

} // namespace kphys

#endif
