// File names.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_PATHS_H
#define KPHYS_CHECKS_SOURCES_PATHS_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"
#include <string>

namespace kphys {

/// \p Path, taken from \p Directory where it is relative, without `.` and `..`. A `..` behind a
/// symbolic link leads to what is above the link's target, as it does for a compiler; other links
/// keep their names.
std::string absolutePath(llvm::StringRef Path, llvm::StringRef Directory);

/// True if \p Name, relative to some directory, can only be of what lies in it: it is not absolute,
/// no part of it is `..`, and there is no NUL in it.
bool isInnerName(llvm::StringRef Name);

/// True for a header that the whole kernel shares: one below include/ or arch/ARCH/include/.
/// \p Path is relative to the tree.
inline bool isSharedHeader(llvm::StringRef Path) {
  if (Path.consume_front("arch/"))
    Path = Path.split('/').second;
  return Path.starts_with("include/");
}

/// True for what belongs to another architecture than \p Own, a directory below arch/.
inline bool isOfOtherArchitecture(llvm::StringRef Path, llvm::StringRef Own) {
  return Path.consume_front("arch/") && Path.split('/').first != Own;
}

/// The part of a path that one maintainer looks after, roughly: drivers/net, arch/x86, fs/ext4, mm.
/// \p File is relative to the tree.
std::string subsystemOf(llvm::StringRef File);

} // namespace kphys

#endif
