// Has anything below a directory changed?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_DIRECTORYSTATE_H
#define KPHYS_TOOL_COMPDB_DIRECTORYSTATE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace kphys {

/// Says whether the file or directory of that path below the other one does not count.
using LeavesOut = llvm::function_ref<bool(llvm::StringRef Path, bool IsDirectory)>;

/// A hash of the names, sizes and times of the last change of all files below \p Directory. Links
/// are not followed.
std::string directoryState(const std::string &Directory, LeavesOut IsLeftOut);

} // namespace kphys

#endif
