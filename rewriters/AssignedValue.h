// What was the local variable that a call names given last?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ASSIGNEDVALUE_H
#define KPHYS_REWRITERS_ASSIGNEDVALUE_H

#include "checks/extract/SiteCollector.h"

namespace kphys {

/// The value that the local variable \p Named, an argument in \p Site, has there, as it is spelled
/// in the file of the call: what the only assignment that reaches the call gave it, if that would
/// be the same value if it were evaluated at the call. Empty if there is no such assignment.
llvm::StringRef assignedValue(const CallSite &Site, const clang::Expr &Named);

/// The name of a local variable of type \p Type that holds, at the call of \p Site, a value for
/// whose text \p IsWanted is true, and that was made of \p Parts: local variables that did not
/// change since, or constants. Empty if there is none. Memory that the value depends on besides is
/// taken to be the same: give no text of which that is not so.
std::string localWith(const CallSite &Site, llvm::StringRef Type,
                      llvm::ArrayRef<const clang::Expr *> Parts,
                      llvm::function_ref<bool(llvm::StringRef Text)> IsWanted);

/// True if the function reads the variable \p Named in more places than one.
bool isReadElsewhere(const CallSite &Site, const clang::Expr &Named);

} // namespace kphys

#endif
