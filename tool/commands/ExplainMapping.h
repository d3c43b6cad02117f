// kphys explain of a call that maps or unmaps: what forces it to stay, or what was looked at.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_EXPLAINMAPPING_H
#define KPHYS_TOOL_COMMANDS_EXPLAINMAPPING_H

#include "tool/program/Project.h"

namespace kphys {

/// Prints what becomes of the calls called \p Name, or all, that map or unmap on line \p Line of \p
/// File in the tree of \p Of, which is about that file. False if there are none.
llvm::Expected<bool> explainMapping(Project Of, const std::string &File, unsigned Line,
                                    llvm::StringRef Name);

} // namespace kphys

#endif
