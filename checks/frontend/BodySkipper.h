// Skips the body of a function without expanding the macros in it.
//
// Clang skips a body token by token, with all that macros make of them: a sixth of a parse that
// needs few bodies. Where the text alone shows the end of a body, the lexer can go there at once.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_BODYSKIPPER_H
#define KPHYS_CHECKS_FRONTEND_BODYSKIPPER_H

#include "clang/Lex/Preprocessor.h"
#include <optional>

namespace kphys {

/// The offset in \p Text of the `}` that ends the body whose first character behind its `{` is at
/// \p Begin; nothing where the text alone does not tell. It tells where the braces agree with the
/// layout, so that no macro can have one of them: the `}` is the first that begins a line. Nothing
/// in between may matter to what follows: there is no directive but conditions, and each of their
/// branches has as many `{` as `}`.
std::optional<size_t> endOfBody(llvm::StringRef Text, size_t Begin);

/// To be called by a consumer that lets the parser skip a body, while \p PP has read its `{` and
/// nothing behind it: goes to the `}` that ends it, or does nothing where the text does not tell.
void skipToEndOfBody(clang::Preprocessor &PP);

} // namespace kphys

#endif
