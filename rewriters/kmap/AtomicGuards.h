// pagefault_disable() and preempt_disable() spelled out, for code that relies on what kmap_atomic()
// does besides mapping.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_ATOMICGUARDS_H
#define KPHYS_REWRITERS_KMAP_ATOMICGUARDS_H

#include "checks/TextEdit.h"
#include "rewriters/effects/AtomicReliance.h"
#include "rewriters/kmap/FunctionText.h"
#include "rewriters/kmap/MappingFlow.h"

namespace kphys {

/// Lines that one call of a mapping gets in front of it, or behind.
struct GuardLines {
  TextEdit Edit;
  std::string Calls; ///< `pagefault_disable()`
};

/// Switches \p Parts (bits of MappingNames::atomicParts()) off behind the call of \p Group that
/// maps, and on again in front of each that unmaps. Done where one call maps, on every path one
/// unmaps, and each of them is a statement on lines of its own that relies on nothing: then the
/// code in between, all of it, runs as before. Nothing otherwise. By call.
std::map<const clang::CallExpr *, GuardLines>
spellOutAtomic(const Catalog &Names, AtomicReliance &Reliances, const FunctionSite &Site,
               const Mappings &Found, const MappingFlow &Flow, unsigned Group, uint64_t Parts);

} // namespace kphys

#endif
