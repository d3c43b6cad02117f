// The kernel tree that a compile database belongs to.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DATABASE_KERNELTREE_H
#define KPHYS_TOOL_DATABASE_KERNELTREE_H

#include "llvm/Support/Error.h"
#include <string>

namespace kphys {

struct KernelTree {
  std::string Root;    ///< absolute, symbolic links resolved
  std::string Version; ///< VERSION.PATCHLEVEL.SUBLEVEL of its Makefile

  /// The tree at \p Directory. Fails where that is not the top of a kernel tree.
  static llvm::Expected<KernelTree> at(llvm::StringRef Directory);

  /// The tree that has \p File in it, found by going up from it.
  static llvm::Expected<KernelTree> around(llvm::StringRef File);
};

} // namespace kphys

#endif
