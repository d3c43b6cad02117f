// Rules of the catalog as semantic patches, for who wants to see them done by Coccinelle.
//
// A semantic patch does what a rule says wherever it fits. What kphys proves besides (which calls
// may change at all) it does not know.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_SEMANTICPATCH_H
#define KPHYS_TOOL_SERIES_SEMANTICPATCH_H

#include "checks/catalog/Catalog.h"

namespace kphys {

/// By file name, `dma-map-page.cocci`: one for each family of rules of \p Names that are of calls.
/// Members of structs of callbacks are none: their functions' bodies change.
std::map<std::string, std::string> semanticPatches(const Catalog &Names);

} // namespace kphys

#endif
