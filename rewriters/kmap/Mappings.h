// The temporary mappings of a function: which calls map, which unmap, and what belongs together.
//
// The handle of a mapping is what holds its address: a local variable or a field. Calls of one
// handle belong together, and so do those of handles made from each other (`p = addr + offset`).
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_MAPPINGS_H
#define KPHYS_REWRITERS_KMAP_MAPPINGS_H

#include "checks/facts/SiteCollector.h"
#include "clang/AST/Decl.h"

namespace kphys {

/// One call that maps or unmaps.
struct MappingCall {
  const clang::CallExpr *Call = nullptr;
  const Mapping *Effect = nullptr;
  /// The name to change; nothing for a mapping that is local already.
  std::optional<SpelledName> Name;
  /// The handle that the address is put into, or taken from. nullptr: none that can be followed.
  const clang::ValueDecl *Handle = nullptr;
  unsigned Group = 0; ///< calls of the same number belong together
  /// The calls that unmap by page and directly follow this one, statement by statement.
  std::vector<const clang::CallExpr *> Followers;

  bool maps() const { return Effect->Does == Mapping::Effect::Map; }
};

/// What is done with the handles of one group.
struct MappingGroup {
  const clang::ValueDecl *Handle = nullptr; ///< of its calls that map; nullptr if it is not one
  bool IsReturned = false;
  bool IsStored = false;  ///< in memory that another function can see
  bool IsChanged = false; ///< a handle is also given a value that is no mapping of the group
  unsigned Maps = 0;
  unsigned Unmaps = 0;
};

struct Mappings {
  std::vector<MappingCall> Calls; ///< in source order
  std::vector<MappingGroup> Groups;

  /// Finds those in \p Site, the local ones included if there is one to change.
  static Mappings in(const Catalog &Names, const FunctionSite &Site);
};

} // namespace kphys

#endif
