// The fixes of findings as changes: grouped, verified and proved like any other rewrite.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_FINDINGFIXES_H
#define KPHYS_TOOL_DECIDE_FINDINGFIXES_H

#include "tool/collect/Auditing.h"
#include "tool/decide/Decision.h"

namespace kphys {

/// Decides which fixes of \p Audited can be made together. A finding whose fix cannot loses it, and
/// has a note that says why. Returns the edits that are left. An error is one of files.
llvm::Expected<EditsByFile> decideFixes(Session &In, AuditingResult &Audited, bool ProvesCode);

} // namespace kphys

#endif
