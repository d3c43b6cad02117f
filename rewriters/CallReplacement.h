// Rewrites one call into another as the catalog's replacement for it says.
//
// Contract: given a call site, returns edits of the file the call is spelled in that leave every
// argument's text, evaluation and type as they were, or a refusal code of docs/reasons.md. Knows
// nothing of other sites: what several expansions or a later parse say is decided elsewhere.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_CALLREPLACEMENT_H
#define KPHYS_REWRITERS_CALLREPLACEMENT_H

#include "checks/facts/SiteCollector.h"

namespace kphys {

/// The rewrite of \p Site, or none where the catalog has no replacement for its API. \p Idioms are
/// those that the tree offers.
std::optional<Candidate> rewriteCall(const Catalog &Names, const std::vector<PhysicalIdiom> &Idioms,
                                     const CallSite &Site);

} // namespace kphys

#endif
