// Writes edited files back to the tree.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_INPLACE_H
#define KPHYS_REWRITERS_APPLY_INPLACE_H

#include "rewriters/apply/EditedFiles.h"

namespace kphys {

/// Replaces each file by its edited text: a new file next to it, then a rename, so that a reader
/// finds the old text or the new one, never a part. Nothing is written unless every file can be: a
/// file without write permission, or one that changed since it was parsed, is an error.
llvm::Error writeInPlace(const std::string &TreeRoot, const std::vector<EditedFile> &Files);

/// Writes \p Text to \p Path in the same way. "-" is standard output.
llvm::Error writeAtomically(const std::string &Path, llvm::StringRef Text);

} // namespace kphys

#endif
