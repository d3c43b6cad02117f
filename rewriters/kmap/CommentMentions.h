// Comments that name what the code around them no longer calls.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_COMMENTMENTIONS_H
#define KPHYS_REWRITERS_KMAP_COMMENTMENTIONS_H

#include "checks/extract/SiteCollector.h"
#include "rewriters/Change.h"

namespace kphys {

/// A change for the name at Where, which is in a function.
struct ProposedChange {
  clang::SourceLocation Where;
  const clang::FunctionDecl &In;
  Change Proposed;
};

/// Says in Alternative::Detail which comments of the main file name a function of the catalog that
/// \p Found replaces. A comment belongs to the function that it is in, or to the next one that is
/// changed, or to the last; its first change that is no refusal, or may turn out to be none, has
/// the detail.
void pointOutComments(const Catalog &Names, const clang::SourceManager &Sources,
                      std::vector<ProposedChange> &Found);

} // namespace kphys

#endif
