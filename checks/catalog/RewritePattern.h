// A rule of the catalog as a person writes it, `OLD => NEW`, and what it is made of.
//
// A capital letter that stands alone is an expression of the code that is looked at.
// docs/catalog.md says which rules there are and what the letters mean in each.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_REWRITEPATTERN_H
#define KPHYS_CHECKS_CATALOG_REWRITEPATTERN_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace kphys {

/// Both sides of a rule, as they are written.
struct RewritePattern {
  std::string Old, New;
};

/// Reads `OLD => NEW`. What is wrong with \p Text, or nullptr.
const char *parseText(llvm::StringRef Text, RewritePattern &Result);

/// `NAME(ARGUMENT, ...)`, its arguments as they are written.
struct CallPattern {
  std::string Name;
  std::vector<std::string> Arguments;

  /// The number of the argument that is just \p Text.
  std::optional<unsigned> find(llvm::StringRef Text) const;
};

/// \p Text as a call that is all of it, or nothing if it is none.
std::optional<CallPattern> parseCall(llvm::StringRef Text);

/// The left side of `LEFT SEPARATOR RIGHT`, where all of it is outside parentheses, and the right
/// one; or \p Text and nothing.
std::pair<llvm::StringRef, llvm::StringRef> splitOutside(llvm::StringRef Text,
                                                         llvm::StringRef Separator);

/// True for a capital letter alone.
bool isLetter(llvm::StringRef Text);

/// True if \p Letter stands in \p Text for an expression.
bool mentions(llvm::StringRef Text, char Letter);

} // namespace kphys

#endif
