// Compiles original and result and compares the code: does a rewrite do what the old call did?
//
// Both are compiled against headers in which the old names are thin wrappers of the new, as they
// are in a tree that has the new API.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_CODEPROOF_H
#define KPHYS_TOOL_ANALYSIS_CODEPROOF_H

#include "rewriters/prepare/TargetProfile.h"
#include "tool/analysis/Verification.h"

namespace kphys {

/// Sets the proof of the rewritten \p Sites. One whose code must be the same and is not, or cannot
/// be compared, is refused, or does with less if it can; returns true if there was one. What is
/// left is to be verified and proven again then.
llvm::Expected<bool> proveCode(const VerificationInput &Input, const Catalog &Names,
                               SiteTable &Sites);

} // namespace kphys

#endif
