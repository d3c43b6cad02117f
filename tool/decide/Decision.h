// From proposed changes to those that stand: chooses, verifies and proves until every condition
// holds. It is all the same where the changes come from.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_DECISION_H
#define KPHYS_TOOL_DECIDE_DECISION_H

#include "tool/decide/Verification.h"

namespace kphys {

/// What becomes of the lines that changes leave in disorder.
enum class LineBreaks { LaidOut, Kept };

/// Refuses those of \p Sites that may not be made together, that bring a diagnostic, or, if \p
/// ProvesCode, make other code than they may. What is left has its lines broken as the tree wants
/// them, if they are to be \p Lines laid out. An error is one of files.
llvm::Error decide(const VerificationInput &Input, SiteTable &Sites, bool ProvesCode,
                   LineBreaks Lines = LineBreaks::LaidOut);

} // namespace kphys

#endif
