// The temporary mappings of a function: which calls map, which unmap, and what belongs together.
//
// The handle of a mapping is what holds its address: a local variable or a field. Calls of one
// handle belong together, and so do those of handles made from each other (`p = addr + offset`).
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_MAPPINGS_H
#define KPHYS_REWRITERS_KMAP_MAPPINGS_H

#include "checks/extract/SiteCollector.h"
#include "clang/AST/Decl.h"

namespace kphys {

/// A function that maps a page for its caller, which gets the address, or unmaps what its caller
/// hands it.
struct MappingHelper {
  Mapping Effect;
  unsigned Argument = 0; ///< of one that unmaps: the number of the address
  unsigned Group = 0;    ///< of the mapping, in the function itself
};

/// By canonical declaration.
using MappingHelpers = std::map<const clang::FunctionDecl *, MappingHelper>;

/// One call that maps or unmaps.
struct MappingCall {
  const clang::CallExpr *Call = nullptr;
  const Mapping *Effect = nullptr;
  /// The name to change; nothing for a mapping that is local already, or made by a helper.
  std::optional<SpelledName> Name;
  /// The handle that the address is put into, or taken from. nullptr: none that can be followed.
  const clang::ValueDecl *Handle = nullptr;
  unsigned Group = 0; ///< calls of the same number belong together
  /// The calls that unmap as this one does, by page or by address, and directly follow it,
  /// statement by statement.
  std::vector<const clang::CallExpr *> Followers;
  const clang::FunctionDecl *Helper = nullptr; ///< that is called; canonical

  bool maps() const { return Effect->Does == Mapping::Effect::Map; }
};

/// What is done with the handles of one group.
struct MappingGroup {
  const clang::ValueDecl *Handle = nullptr; ///< of its calls that map; nullptr if it is not one
  const clang::Stmt *Returned = nullptr;    ///< what is returned, if an address is
  const clang::Stmt *Stored = nullptr;      ///< what puts one where another function can see it
  /// What gives a handle a value that is not of the group.
  std::set<const clang::Stmt *> Changes;
  std::set<const clang::Stmt *> Replacements; ///< those that may be another address
  const clang::Stmt *Exposed = nullptr;       ///< what takes the address of a handle
  /// A call that gets an address, of a function that neither this file nor a header of the whole
  /// kernel has.
  const clang::CallExpr *HandedTo = nullptr;
  /// The same, where it gets the struct of which a field is a handle, or a pointer to one.
  const clang::CallExpr *ReachedBy = nullptr;
  /// The variables and fields in the pages that are mapped, where they are unmapped by page.
  std::set<const clang::ValueDecl *> PageParts;
  unsigned Maps = 0;
  unsigned Unmaps = 0;
  unsigned Returns = 0; ///< how many statements return an address of it
};

struct Mappings {
  std::vector<MappingCall> Calls; ///< in source order
  std::vector<MappingGroup> Groups;
  /// What gives a variable or field a value.
  std::map<const clang::Stmt *, const clang::ValueDecl *> Stores;
  /// What gives a value to what a variable or field points to, or to an element of it.
  std::map<const clang::Stmt *, const clang::ValueDecl *> StoresThrough;
  /// Variables and fields of which the address is taken, with what does so.
  std::map<const clang::ValueDecl *, const clang::Stmt *> Exposed;
  std::map<unsigned, unsigned> GroupOfParameter; ///< of those that are handles
  unsigned Returns = 0;                          ///< how many statements return a value
  unsigned NullReturns = 0;                      ///< those of them that return no address: NULL

  /// True if all calls of \p Group are of mappings with page faults and preemption off.
  bool isAtomic(unsigned Group) const {
    return llvm::all_of(Calls, [&](const MappingCall &Call) {
      return Call.Group != Group || Call.Effect->IsAtomic;
    });
  }

  /// True if the function unmaps the mappings of \p Group itself, as far as it does at all: nobody
  /// else gets the address.
  bool endsHere(unsigned Group) const {
    const MappingGroup &Of = Groups[Group];
    return Of.Unmaps > 0 && !Of.Returned && !Of.Stored && !Of.Exposed;
  }

  /// True if any of them is.
  bool hasAtomicCall(unsigned Group) const {
    return llvm::any_of(Calls, [&](const MappingCall &Call) {
      return Call.Group == Group && Call.Effect->IsAtomic;
    });
  }

  /// True if any of them is of kmap(), which is good for every thread.
  bool hasKmapCall(unsigned Group) const {
    return llvm::any_of(Calls, [&](const MappingCall &Call) {
      return Call.Group == Group && Call.Name && !Call.Effect->IsAtomic;
    });
  }

  /// Finds those in \p Site, the local ones and those of \p Helpers included.
  static Mappings in(const Catalog &Names, const MappingHelpers &Helpers, const FunctionSite &Site);
};

} // namespace kphys

#endif
