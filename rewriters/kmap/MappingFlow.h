// What is mapped where, along the control flow of a function.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_MAPPINGFLOW_H
#define KPHYS_REWRITERS_KMAP_MAPPINGFLOW_H

#include "rewriters/kmap/Mappings.h"
#include <functional>
#include <map>
#include <set>

namespace kphys {

struct MappingFlow {
  /// Groups that a path unmaps while a later mapping is still there, and these later ones: the last
  /// in must go first.
  std::set<unsigned> OutOfOrder;
  /// Groups of which the state differs between paths that meet: mapped on some of them only.
  std::set<unsigned> Unclear;
  /// Groups that may be mapped where the function ends.
  std::set<unsigned> OpenAtEnd;
  /// Calls that unmap one after the other, in another order than the last in first: what each must
  /// end instead of its own mapping. Between them nothing happens, so nobody can tell.
  std::map<const clang::CallExpr *, unsigned> Exchanged;
  bool IsComplete = false; ///< false where no control flow graph can be made

  /// Follows \p Found through \p Site; \p Visit sees every expression that is evaluated while
  /// groups may be mapped.
  static MappingFlow
  through(const FunctionSite &Site, const Mappings &Found,
          const std::function<void(const clang::Stmt &, const std::set<unsigned> &)> &Visit);
};

} // namespace kphys

#endif
