// Which files of a directory are C sources?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_SOURCEFILES_H
#define KPHYS_CHECKS_SOURCES_SOURCEFILES_H

#include "llvm/Support/VirtualFileSystem.h"
#include <string>
#include <vector>

namespace kphys {

/// The names of the C sources and headers in \p Directory, not below; sorted. What is read of a
/// directory and what the cache compares of it must be the same files.
std::vector<std::string> sourcesIn(llvm::vfs::FileSystem &Files, llvm::StringRef Directory);

} // namespace kphys

#endif
