// The header that declares the types of the two kinds, and where it is included.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ANNOTATE_TYPEHEADER_H
#define KPHYS_REWRITERS_ANNOTATE_TYPEHEADER_H

#include "rewriters/annotate/Typing.h"

namespace kphys {

/// How a declaration says which kind it is of.
enum class TypeStyle {
  Bitwise,   ///< by a type that sparse tells from all others
  Typedef,   ///< by a type that is another name of phys_addr_t
  Attribute, ///< by a marker behind phys_addr_t
  Comment,   ///< in its kernel-doc
};

constexpr llvm::StringLiteral TypeHeaderFile = "include/linux/kphys.h";
/// Every kernel source includes this one: no other file gets a line more, so that no __LINE__
/// changes.
constexpr llvm::StringLiteral TypesFile = "include/linux/types.h";

/// The text of TypeHeaderFile for \p Style; empty where that needs none.
std::string typeHeader(TypeStyle Style, const std::vector<TypedFunction> &Functions);

/// True for such a text, of any style.
bool isTypeHeader(llvm::StringRef Text, const std::vector<TypedFunction> &Functions);

/// What includes it in \p Types, the text of TypesFile. Nothing where it does already, or where
/// there is no place: then \p Problem says so.
std::optional<TextEdit> includeTypeHeader(llvm::StringRef Types, std::string &Problem);

/// What takes that out of \p Types again, if it is there.
std::optional<TextEdit> excludeTypeHeader(llvm::StringRef Types);

} // namespace kphys

#endif
