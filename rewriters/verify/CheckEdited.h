// Parses a unit with edits in place for what Clang says of it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_VERIFY_CHECKEDITED_H
#define KPHYS_REWRITERS_VERIFY_CHECKEDITED_H

#include "checks/frontend/Extractor.h"
#include "checks/frontend/ParseUnit.h"

namespace kphys {

/// Creates what notes in HeaderUse where the names are declared that edited code has, for a parse
/// with \p Overlay, which must outlive it, like \p Skipped. Bodies of functions in headers that are
/// not of the overlay are not asked for, nor are those of the functions \p Skipped of the unit's
/// own file.
std::unique_ptr<Extractor> checkEdited(const FileOverlay &Overlay,
                                       const std::set<std::string> &Skipped,
                                       clang::Preprocessor &Macros);

} // namespace kphys

#endif
