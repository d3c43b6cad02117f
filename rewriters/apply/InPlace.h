// Writes edited files back to the tree.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_INPLACE_H
#define KPHYS_REWRITERS_APPLY_INPLACE_H

#include "rewriters/apply/EditedFiles.h"

namespace kphys {

/// Replaces the files by their edited texts, all or none: all are written beside the old ones
/// first, so that a full disk changes nothing; then a journal in the tree says what is to be
/// renamed, so that what a crash interrupts can be finished; then they are renamed one by one, so
/// that a reader finds an old text or a new one, never a part. A file without write permission, or
/// one that changed since it was parsed, is an error.
llvm::Error writeInPlace(const std::string &TreeRoot, const std::vector<EditedFile> &Files);

/// True if a run was interrupted between the first and the last rename.
bool isInPlaceUnfinished(const std::string &TreeRoot);

/// Does what is left of the renames.
llvm::Error finishInPlace(const std::string &TreeRoot);

/// Writes \p Text to \p Path in the same way. "-" is standard output.
llvm::Error writeAtomically(const std::string &Path, llvm::StringRef Text);

} // namespace kphys

#endif
