// Comments and messages that speak of what the code around them does no longer.
//
// Text alone: what a comment says in other words nobody can tell.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_STALEMENTIONS_H
#define KPHYS_TOOL_DECIDE_STALEMENTIONS_H

#include "checks/Finding.h"
#include "checks/catalog/Catalog.h"
#include "rewriters/apply/EditedFiles.h"
#include "tool/decide/Site.h"

namespace kphys {

struct StaleMentions {
  /// Of comments and string literals that name a call by which its function does no longer call:
  /// they name the new one.
  EditsByFile Edits;
  /// `kphys-stale-mention`: comments that speak of the old call in other words, or of the new one
  /// as if it were not there.
  std::vector<Finding> Left;
};

/// Those in the functions of the rewritten calls of \p Sites, and above them, in \p Files: all
/// edited ones. Where a function keeps a call of the old name, no mention of that is stale.
StaleMentions staleMentions(const SiteTable &Sites, const Catalog &Names,
                            const std::vector<EditedFile> &Files);

} // namespace kphys

#endif
