// Declarations of functions that no build sees: the other branch of an #if.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_TYPES_UNSEENDECLARATIONS_H
#define KPHYS_CHECKS_TYPES_UNSEENDECLARATIONS_H

#include "checks/types/AddressUses.h"

namespace kphys {

/// True if the name at byte \p Offset of \p Text stands behind a type and before its parameters.
bool looksDeclared(llvm::StringRef Text, unsigned Offset, llvm::StringRef Name);

/// The declaration at byte \p Offset of \p Text, where the name of the function is, of the slot
/// that
/// \p Seen declares. Nothing where that is not plain to see, or where a body uses it.
std::optional<AddressDeclaration> unseenDeclaration(llvm::StringRef Text, unsigned Offset,
                                                    const AddressDeclaration &Seen);

} // namespace kphys

#endif
