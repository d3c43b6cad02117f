// Map, copy, unmap: statements for which the kernel has one.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_COPYHELPERS_H
#define KPHYS_REWRITERS_KMAP_COPYHELPERS_H

#include "checks/TextEdit.h"
#include "checks/bodies/FunctionBody.h"
#include "rewriters/kmap/Mappings.h"

namespace kphys {

/// The edits by which the calls of mappings become a helper's call.
struct CopyHelpers {
  struct Edit {
    std::vector<TextEdit> Edits;
    std::string After; ///< the helper's call
  };
  std::map<const clang::CallExpr *, Edit> Edits; ///< by call of the mapping
  /// Groups that one edit is for: both change, or none.
  std::vector<std::pair<unsigned, unsigned>> Joined;

  /// `addr = kmap_atomic(page); memcpy(to, addr + offset, len); kunmap_atomic(addr);` becomes
  /// `memcpy_from_page(to, page, offset, len);`, and so do a copy between two mappings and what
  /// else the catalog has. Done for the groups of \p Found all calls of which stand in such runs,
  /// each statement on lines of its own, without side effects, and whose variable is good for
  /// nothing else; it goes, too. And only where the function, with the body \p Body, shows that
  /// what is copied is in the page: the helpers stop the kernel if it is not.
  static CopyHelpers in(const Catalog &Names, const FunctionSite &Site, FunctionBody &Body,
                        const Mappings &Found);
};

} // namespace kphys

#endif
