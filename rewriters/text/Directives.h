// Lines of the preprocessor: what they leave out, a parse does not show.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_TEXT_DIRECTIVES_H
#define KPHYS_REWRITERS_TEXT_DIRECTIVES_H

#include "llvm/ADT/StringRef.h"
#include <vector>

namespace kphys {

/// True if a line of \p Text is one of the preprocessor.
bool hasDirective(llvm::StringRef Text);

/// Where the lines begin that decide whether what stands at \p At of \p Text is there: of each
/// condition around it the last one (`#if`, `#elif`, `#else`), the outermost first.
std::vector<unsigned> conditionsAt(llvm::StringRef Text, unsigned At);

} // namespace kphys

#endif
