// Is what a call unmaps still an address in the page?
//
// kunmap_atomic() and kunmap_local() take any address in the page and round it down. One that has
// run out of it is that of another page.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_UNMAPARGUMENT_H
#define KPHYS_REWRITERS_KMAP_UNMAPARGUMENT_H

#include "rewriters/kmap/Mappings.h"
#include "rewriters/kmap/PageBound.h"
#include "clang/Analysis/CFG.h"

namespace kphys {

/// What is wrong with an argument.
struct WrongUnmap {
  const clang::Stmt *Where = nullptr;
  std::string What;
  /// False: it may be wrong, by the value that something was given in between.
  bool IsShown = true;
};

class UnmapArguments {
public:
  UnmapArguments(const Mappings &Found, FunctionBody &Body, const clang::CFG &Graph,
                 PageBound &Bound)
      : Found(Found), Body(Body), Graph(Graph), Bound(Bound) {}

  /// What is wrong with the address that \p Unmap is given as it stands: it is not in the page on
  /// any path, or what was added to it is taken off again after it has changed.
  std::optional<WrongUnmap> wrongIn(const MappingCall &Unmap) const;

  /// True if \p Handle, where \p Unmap takes a page, is shown to have an address in the page that
  /// a call of \p Group has mapped.
  bool isInPage(const clang::ValueDecl *Handle, const MappingCall &Unmap, unsigned Group) const;

private:
  std::set<const clang::Expr *> mapsOf(unsigned Group) const;
  const clang::Stmt *changedSince(const clang::Stmt &Given, const clang::VarDecl &Address,
                                  const clang::ValueDecl &Part, const clang::Stmt &Unmap) const;

  const Mappings &Found;
  FunctionBody &Body;
  const clang::CFG &Graph;
  PageBound &Bound;
};

} // namespace kphys

#endif
