// Findings in the words and the form of a compiler's diagnostics.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_UNIT_FINDINGTEXT_H
#define KPHYS_TOOL_UNIT_FINDINGTEXT_H

#include "checks/Finding.h"

namespace kphys {

/// `file:line:column:`, as far as it is known.
std::string spellPlace(const std::string &File, unsigned Line, unsigned Column);

/// `file:line:column: warning: text [check]` and its notes, each on a line. \p Label stands in the
/// place of `warning`.
std::string spellFinding(const Finding &Of, const char *Label = "warning");

/// What is said of a call of \p Api: how it is written with the new API, or why kphys leaves it.
std::string siteMessage(const std::string &Api, bool HasRewrite, const std::string &After,
                        const std::string &Reason, const std::string &Detail);

/// Gives a column to each place of \p Findings that has none, that of the first character on its
/// line, and a subject, that line, to each finding that has none.
void completePlaces(std::vector<Finding> &Findings, const TextOfFile &Read);

} // namespace kphys

#endif
