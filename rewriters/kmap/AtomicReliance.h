// Does code rely on page faults or preemption being switched off?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H
#define KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H

#include "checks/catalog/Catalog.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include <map>

namespace kphys {

/// What some code relies on, and what in it does so first.
struct Reliance {
  uint64_t Parts = 0; ///< a bit for each of Catalog::atomicParts()
  std::string Reason; ///< a function or macro, with those that it is called through

  Reliance &operator|=(const Reliance &Other) {
    if (Parts == 0)
      Reason = Other.Reason;
    Parts |= Other.Parts;
    return *this;
  }
};

/// Knows names (Catalog::atomicParts) and looks into the functions that the unit defines.
class AtomicReliance {
public:
  AtomicReliance(const Catalog &Names, const clang::ASTContext &Context);

  /// What \p Part itself relies on, not what is below it.
  Reliance in(const clang::Stmt &Part);

  /// The same with what is below it.
  Reliance below(const clang::Stmt &Part);

private:
  Reliance ofName(llvm::StringRef Name) const;
  Reliance of(const clang::FunctionDecl &Named);

  llvm::StringMap<uint64_t> PartsOf; ///< by name
  const clang::ASTContext &Context;
  std::map<const clang::FunctionDecl *, Reliance> Known;
};

} // namespace kphys

#endif
