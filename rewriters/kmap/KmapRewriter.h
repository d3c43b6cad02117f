// Turns the kmap_atomic() and kmap() of a unit into thread-local mappings.
//
// Contract: all calls of a mapping change together or not at all (Candidate::Group). A call is
// refused where the function, with helpers of its unit, does not own the mapping from end to end
// (Candidate::Half is what may be done if the whole program does not mind), where something in
// between relies on what kmap_atomic() switches off and that cannot be spelled out, or where
// unmapping would not be last in, first out.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_KMAPREWRITER_H
#define KPHYS_REWRITERS_KMAP_KMAPREWRITER_H

#include "checks/facts/SiteCollector.h"

namespace kphys {

/// The rewrites of the mapping calls of \p Functions, the ones of \p Unit. \p Neighbours has those
/// that it does not define.
std::vector<FunctionCandidate> rewriteMappings(const Catalog &Names, const UnitSite &Unit,
                                               llvm::ArrayRef<FunctionSite> Functions,
                                               NeighbourFunctions &Neighbours);

} // namespace kphys

#endif
