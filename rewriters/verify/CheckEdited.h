// Parses a unit with edits in place for what Clang says of it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_VERIFY_CHECKEDITED_H
#define KPHYS_REWRITERS_VERIFY_CHECKEDITED_H

#include "checks/frontend/HeaderUse.h"
#include "checks/frontend/ParseUnit.h"

namespace kphys {

/// Creates the action for parseUnit() with \p Overlay, which must outlive it, like \p Skipped.
/// Bodies of functions in headers that are not of the overlay are not parsed, nor are those of the
/// functions \p Skipped of the unit's own file. \p Use gets what the unit takes from other files.
std::unique_ptr<clang::FrontendAction>
checkEdited(const FileOverlay &Overlay, const std::set<std::string> &Skipped, HeaderUse &Use);

} // namespace kphys

#endif
