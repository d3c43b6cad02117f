// kmap_atomic() in one function, kunmap_atomic() in another: can both be local mappings?
//
// Contract: all halves of a mapping change, or none. It takes the whole tree to tell. What runs
// while the page is mapped (MappingUsers), and all that it calls, must not rely on page faults or
// preemption being off; and every other call that maps or unmaps, in code that could
// have the address, must be understood.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_SHAREDMAPPINGS_H
#define KPHYS_TOOL_DECIDE_SHAREDMAPPINGS_H

#include "checks/catalog/Catalog.h"
#include "checks/scan/TreeScan.h"
#include "tool/collect/ProgramEffects.h"
#include "tool/decide/Site.h"

namespace kphys {

/// Lets those halves (MappingCarrier) of \p Sites, the sites of the tree at \p Root, change of
/// which all may; the detail of the others says what keeps them. \p Effects are asked.
void rewriteSharedMappings(SiteTable &Sites, const Catalog &Names, const TreeScan &Text,
                           const std::string &Root, ProgramEffects &Effects, unsigned Threads);

} // namespace kphys

#endif
