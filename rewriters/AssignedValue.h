// What was the local variable that a call names given last?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ASSIGNEDVALUE_H
#define KPHYS_REWRITERS_ASSIGNEDVALUE_H

#include "checks/facts/SiteCollector.h"

namespace kphys {

/// The value that the local variable \p Named, an argument in \p Site, has there, as it is spelled
/// in the file of the call: what the only assignment that reaches the call gave it, if that would
/// be the same value if it were evaluated at the call. Empty if there is no such assignment.
llvm::StringRef assignedValue(const CallSite &Site, const clang::Expr &Named);

/// True if the function reads the variable \p Named in more places than one.
bool isReadElsewhere(const CallSite &Site, const clang::Expr &Named);

} // namespace kphys

#endif
