// Compiles original and result and compares the code: does a rewrite do what the old call did?
//
// Both are compiled against headers in which the old names are thin wrappers of the new, as they
// are in a tree that has the new API.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_CODEPROOF_H
#define KPHYS_TOOL_DECIDE_CODEPROOF_H

#include "rewriters/prepare/TargetProfile.h"
#include "tool/decide/Verification.h"

namespace kphys {

/// Sets the proof of the rewritten \p Sites. Returns those whose code must be the same and is not,
/// or cannot be compared; of what differs, only those that can do with less, if there are any.
llvm::Expected<std::vector<FailedCondition>> proveCode(const VerificationInput &Input,
                                                       SiteTable &Sites);

} // namespace kphys

#endif
