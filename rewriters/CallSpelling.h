// The text of calls, as reports show it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_CALLSPELLING_H
#define KPHYS_REWRITERS_CALLSPELLING_H

#include "checks/TextEdit.h"
#include "checks/bodies/CallText.h"

namespace kphys {

/// \p Text on one line, as a report shows it.
std::string foldSpace(llvm::StringRef Text);

/// What \p Edits of \p FileText, all of them in \p Part, make of it.
std::string editedText(llvm::StringRef FileText, TextRange Part, std::vector<TextEdit> Edits);

} // namespace kphys

#endif
