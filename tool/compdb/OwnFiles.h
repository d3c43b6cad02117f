// Files that kphys puts into a build directory, which may have been a stranger's before.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_OWNFILES_H
#define KPHYS_TOOL_COMPDB_OWNFILES_H

#include "llvm/Support/Error.h"
#include <string>

namespace kphys {

/// Removes a symbolic link, so that what is written at \p Path goes nowhere else.
void removeLink(const std::string &Path);

/// Writes \p Text at \p Path, in the place of a link or a file.
llvm::Error writeOwn(const std::string &Path, llvm::StringRef Text);

/// Makes the directory \p Path with a copy of \p StubCompiler in it, and without what an earlier
/// stub has left. What else lies there under that name is replaced.
llvm::Error prepareOwnDirectory(const std::string &Path, const std::string &StubCompiler);

} // namespace kphys

#endif
