// What a parse complains about that an earlier parse of the unedited unit did not.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_VERIFY_NEWDIAGNOSTICS_H
#define KPHYS_REWRITERS_VERIFY_NEWDIAGNOSTICS_H

#include "checks/frontend/ParseUnit.h"

namespace kphys {

/// The diagnostics of \p After that have no counterpart in \p Before. Two are the same where file
/// and message are: lines and columns move with an edit.
std::vector<UnitDiagnostic> newDiagnostics(const std::vector<UnitDiagnostic> &Before,
                                           const std::vector<UnitDiagnostic> &After);

} // namespace kphys

#endif
