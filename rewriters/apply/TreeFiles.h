// Files of a tree, by names that are not to be trusted: nothing leads out of the tree.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_TREEFILES_H
#define KPHYS_REWRITERS_APPLY_TREEFILES_H

#include "rewriters/apply/FileHandle.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ErrorOr.h"
#include <optional>
#include <string>

namespace kphys {

/// A place in a directory that is open: what becomes of the directories above it does not matter.
struct TreePlace {
  FileHandle Directory;
  std::string Name; ///< of the file in it
};

/// The top of a tree, opened.
llvm::ErrorOr<FileHandle> openTree(const std::string &TreeRoot);

/// Where \p Path is in the tree \p Root, which it is relative to. It must not have a `..`, and none
/// of its directories may be a symbolic link.
llvm::ErrorOr<TreePlace> findInTree(int Root, llvm::StringRef Path);

/// The hash of the text of a file, which must be a regular one; nothing where there is none.
llvm::ErrorOr<std::optional<uint64_t>> hashOf(const TreePlace &Place);

/// The same of a text.
uint64_t hashOf(llvm::StringRef Text);

} // namespace kphys

#endif
