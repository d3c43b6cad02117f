// Lines of the preprocessor: what they leave out, a parse does not show.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_DIRECTIVES_H
#define KPHYS_CHECKS_SOURCES_DIRECTIVES_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <vector>

namespace kphys {

/// What stands behind the `#` of \p Line, without blanks; nothing for a line that has none.
std::optional<llvm::StringRef> directiveIn(llvm::StringRef Line);

/// True if a line of \p Text is one of the preprocessor.
bool hasDirective(llvm::StringRef Text);

/// Where the lines begin that decide whether what stands at \p At of \p Text is there: of each
/// condition around it the last one (`#if`, `#elif`, `#else`), the outermost first.
std::vector<unsigned> conditionsAt(llvm::StringRef Text, unsigned At);

} // namespace kphys

#endif
