// Map, copy, unmap: three statements for which the kernel has one.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_COPYHELPERS_H
#define KPHYS_REWRITERS_KMAP_COPYHELPERS_H

#include "rewriters/kmap/Mappings.h"

namespace kphys {

/// The edits by which one call of a mapping becomes a part of a helper's call.
struct HelperEdit {
  std::vector<TextEdit> Edits;
  std::string After; ///< the helper's call
};

/// `addr = kmap_atomic(page); memcpy(to, addr + offset, len); kunmap_atomic(addr);` becomes
/// `memcpy_from_page(to, page, offset, len);`. Done for the groups of \p Found all calls of which
/// stand in such threes, each statement on lines of its own, without side effects, and whose
/// variable is good for nothing else; it goes, too. By call of the mapping.
std::map<const clang::CallExpr *, HelperEdit>
copyHelpers(const Catalog &Names, const FunctionSite &Site, const Mappings &Found);

} // namespace kphys

#endif
