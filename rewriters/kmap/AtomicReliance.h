// Does code rely on page faults or preemption being switched off?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H
#define KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H

#include "checks/catalog/Catalog.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include <map>

namespace kphys {

/// Knows names (Catalog::reliesOnAtomic) and looks into the functions that the unit defines.
class AtomicReliance {
public:
  AtomicReliance(const Catalog &Names, const clang::ASTContext &Context)
      : Names(Names), Context(Context) {}

  /// The function or macro in \p Part itself, not below it, that relies on it, with those that it
  /// is called through; an empty string without one.
  std::string reasonIn(const clang::Stmt &Part);

private:
  std::string reasonOf(const clang::FunctionDecl &Named);
  std::string reasonBelow(const clang::Stmt &Part);

  const Catalog &Names;
  const clang::ASTContext &Context;
  std::map<const clang::FunctionDecl *, std::string> Known;
};

} // namespace kphys

#endif
