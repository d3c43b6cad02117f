// Which kind an address is of, said in the kernel-doc of its declaration.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ANNOTATE_KERNELDOC_H
#define KPHYS_REWRITERS_ANNOTATE_KERNELDOC_H

#include "checks/TextEdit.h"
#include "checks/types/AddressUses.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace kphys {

/// What says in \p Text, of its file, that \p Declared is of \p Type: in the description of a
/// parameter, a field or a result. Nothing where there is none, or where it does already.
std::optional<TextEdit> describeType(llvm::StringRef Text, const AddressDeclaration &Declared,
                                     AddressType Type);

/// What takes all that out of \p Text again.
std::vector<TextEdit> stripKernelDoc(llvm::StringRef Text);

} // namespace kphys

#endif
