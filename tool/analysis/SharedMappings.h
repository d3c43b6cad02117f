// kmap_atomic() in one function, kunmap_atomic() in another: can both be local mappings?
//
// Contract: all halves of a mapping change, or none. It takes the whole tree to tell: the functions
// that have a half, those that call them and neither map nor unmap on their own, and so on up to
// those that do both, run while the page is mapped. They are found by their text, in whatever
// configuration or architecture. Nothing in them, or in what they call in their directory, may rely
// on page faults or preemption being off, and none may end or make such a mapping in a way that is
// not understood.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_SHAREDMAPPINGS_H
#define KPHYS_TOOL_ANALYSIS_SHAREDMAPPINGS_H

#include "checks/catalog/Catalog.h"
#include "checks/sources/TreeScan.h"
#include "tool/analysis/Site.h"

namespace kphys {

/// Gives the halves in \p Sites, the sites of the tree at \p Root, their edits where all may
/// change; the detail of the others says what keeps them.
void joinMappingHalves(SiteTable &Sites, const Catalog &Names, const TreeScan &Text,
                       const std::string &Root);

} // namespace kphys

#endif
