// Text from elsewhere, the names of files above all, in messages and diffs.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_ESCAPES_H
#define KPHYS_CHECKS_SOURCES_ESCAPES_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace kphys {

/// \p Text as a terminal may have it: what steers one (control characters, marks that turn the
/// direction of writing) and what is no UTF-8 is spelled as in C, `\033`. Line ends and tabs stay.
std::string printable(llvm::StringRef Text);

/// The same for the name of a file in a line of its own: line ends and tabs do not stay.
std::string printableName(llvm::StringRef Name);

/// \p Name in the header of a diff, behind \p Prefix, as Git has it: quoted as in C where patch and
/// `git apply` would not know where it ends, and a tab follows a name with blanks.
std::string diffName(llvm::StringRef Prefix, llvm::StringRef Name);

} // namespace kphys

#endif
