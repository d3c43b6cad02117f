// The name of an address type in a declaration, as it is written there.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_WRITTENADDRESS_H
#define KPHYS_CHECKS_BODIES_WRITTENADDRESS_H

#include "checks/bodies/AddressType.h"
#include "clang/AST/Decl.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Basic/SourceManager.h"

namespace kphys {

struct WrittenAddress {
  clang::SourceLocation Name;
  llvm::StringRef Typedef;
  AddressType Is = AddressType::Plain; ///< by the type, or by a marker behind it
  bool IsPointee = false;              ///< what is declared points to one
  bool IsArray = false;                ///< it has many
};

/// The address type that \p Type names itself: not through a typedef, typeof, or a second pointer.
std::optional<WrittenAddress> writtenAddress(clang::TypeLoc Type,
                                             const clang::SourceManager &Sources);

/// \p Type without what stands around the type that it names; null where it names none.
clang::TypeLoc innerType(clang::TypeLoc Type);

/// Null where it is not written.
clang::TypeLoc typeOf(const clang::DeclaratorDecl &Declared);
clang::TypeLoc resultType(const clang::FunctionDecl &Function);

/// The word that begins at \p Where, or behind blanks there, in the file.
llvm::StringRef wordAt(clang::SourceLocation Where, const clang::SourceManager &Sources);

} // namespace kphys

#endif
