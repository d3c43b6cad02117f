// Has anything below a directory changed?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_DIRECTORYSTATE_H
#define KPHYS_TOOL_COMPDB_DIRECTORYSTATE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace kphys {

/// Says whether the file or directory of that path below the other one does not count.
using LeavesOut = llvm::function_ref<bool(llvm::StringRef Path, bool IsDirectory)>;

enum class Links { Followed, NotFollowed };

/// A hash of the names, modes, sizes and times of the last change of all files below \p Directory;
/// nothing if they cannot all be listed.
std::optional<std::string> directoryState(const std::string &Directory, Links Are,
                                          LeavesOut IsLeftOut);

} // namespace kphys

#endif
