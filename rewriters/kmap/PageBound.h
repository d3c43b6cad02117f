// Does an address stay in the page that is mapped, and what is copied from there?
//
// One mapping is one page, whatever follows it. An answer of yes is a proof, from nothing but what
// the function itself says; see InequalityProof.h.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_PAGEBOUND_H
#define KPHYS_REWRITERS_KMAP_PAGEBOUND_H

#include "checks/catalog/Catalog.h"
#include "rewriters/kmap/InequalityProof.h"

namespace kphys {

class PageBound {
public:
  /// \p Text is that of the function: one that is compiled in parts only, or for some memory, may
  /// be cut at the page in this configuration and not in another. Then nothing but constants shows
  /// anything.
  PageBound(const Catalog &Names, FunctionBody &Body, const clang::ASTContext &Context);

  /// Steps from the start of a page, in bytes: each is added to the address times its sign.
  using Steps = std::vector<std::pair<int, const clang::Expr *>>;

  /// True if \p Length bytes from behind \p Offset on are in a page, and no step leads out of it,
  /// all as they are where \p Length is evaluated.
  bool holds(const Steps &Offset, const clang::Expr &Length);

  enum class Place { Inside, Outside, Unknown };

  /// Where \p Address is, as it is evaluated, in the page that one of \p Maps, calls that return
  /// the start of one, has mapped.
  Place placeOf(const clang::Expr &Address, const std::set<const clang::Expr *> &Maps);

  /// The same for \p Address as it is before \p At.
  Place placeOf(const clang::VarDecl &Address, const std::set<const clang::Expr *> &Maps,
                const clang::Stmt &At);

private:
  Place placeOf(const Inequality &Address, InequalityProof &Proof, const clang::Stmt &At) const;

  FunctionBody &Body;
  const clang::ASTContext &Context;
  Number PageSize = 4096; ///< in this unit; no architecture of Linux has smaller pages
  bool IsVaried = false;
  std::optional<InequalityProof> Numbers; ///< of those that are no addresses
};

} // namespace kphys

#endif
