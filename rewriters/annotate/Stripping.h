// Takes annotations out of a text again: what is left is what was there before they came in.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ANNOTATE_STRIPPING_H
#define KPHYS_REWRITERS_ANNOTATE_STRIPPING_H

#include "rewriters/annotate/Typing.h"

namespace kphys {

/// The words of which an annotated text has one.
std::vector<std::string> annotationWords(const std::vector<TypedFunction> &Functions);

/// What makes plain types of the annotations of \p Text, of every style.
std::vector<TextEdit> stripEdits(llvm::StringRef Text, const std::vector<TypedFunction> &Functions);

} // namespace kphys

#endif
