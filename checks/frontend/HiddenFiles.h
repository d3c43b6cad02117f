// A file system in which some files are not there.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_HIDDENFILES_H
#define KPHYS_CHECKS_FRONTEND_HIDDENFILES_H

#include "llvm/Support/VirtualFileSystem.h"
#include <set>
#include <string>

namespace kphys {

/// The regular files on disk without those of the absolute paths \p Hidden, which must outlive it.
/// \p Directory is the current one.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> filesWithout(const std::set<std::string> &Hidden,
                                                             std::string Directory);

} // namespace kphys

#endif
