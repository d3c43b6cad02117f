// Has anything below a directory changed?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SUPPORT_DIRECTORYSTATE_H
#define KPHYS_TOOL_SUPPORT_DIRECTORYSTATE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace kphys {

/// Says whether the file or directory at that path, or what lies below it, does not count. It is
/// asked on several threads.
using LeavesOut = llvm::function_ref<bool(llvm::StringRef Path, bool IsDirectory)>;

/// In nanoseconds since the epoch.
constexpr int64_t AnyTime = std::numeric_limits<int64_t>::max();

/// A hash of the names of all that lies below \p Directories (absolute, without links), and of each
/// file's mode, size, inode and times. Links are followed, but not to what is left out: where that
/// is, or where a file changed at \p TooLate or later and may change again without looking
/// otherwise, there is none.
std::optional<std::string> directoryState(llvm::ArrayRef<std::string> Directories,
                                          LeavesOut IsLeftOut, int64_t TooLate = AnyTime);

/// A hash of the same of the files at \p Paths, which need not be there. Nothing where one changed
/// at \p TooLate or later.
std::optional<std::string> fileState(llvm::ArrayRef<std::string> Paths, int64_t TooLate = AnyTime);

} // namespace kphys

#endif
