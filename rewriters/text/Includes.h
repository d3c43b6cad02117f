// Which headers a file includes, and where one more goes.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_TEXT_INCLUDES_H
#define KPHYS_REWRITERS_TEXT_INCLUDES_H

#include "checks/TextEdit.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <vector>

namespace kphys {

/// The names in the #include lines of \p Text, whatever #if they are in; with quotes where
/// \p Quoted, else with angle brackets.
std::vector<llvm::StringRef> includedBy(llvm::StringRef Text, bool Quoted);

/// What includes \p Header, `linux/io.h`, at its place in \p Text: among the includes of its
/// directory, between two that are before and behind it in the alphabet, or behind the last.
/// Nothing where there are none outside of #if.
std::optional<TextEdit> includeOf(llvm::StringRef Header, llvm::StringRef Text);

/// True for such an edit. Those of several changes at one place are one.
bool addsInclude(const TextEdit &Edit);

} // namespace kphys

#endif
