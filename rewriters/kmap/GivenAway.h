// Who is given an argument in the end?
//
// Functions of this file are looked into: their own mappings are looked at with those of their
// callers. What headers of the whole kernel offer unmaps nothing but what the catalog knows of.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_GIVENAWAY_H
#define KPHYS_REWRITERS_KMAP_GIVENAWAY_H

#include "checks/catalog/Catalog.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include <map>

namespace kphys {

/// The struct that a value of \p Type is, or points to.
const clang::RecordDecl *recordIn(clang::QualType Type);

class GivenAway {
public:
  /// Both must outlive it.
  GivenAway(const Catalog &Names, clang::ASTContext &Context) : Names(Names), Context(Context) {}

  /// True if argument \p Number of \p Call, or the struct that it is or points to, gets to a
  /// function of another file.
  bool isGivenAway(const clang::CallExpr &Call, unsigned Number);

private:
  bool givesAway(const clang::FunctionDecl &Function, const clang::ParmVarDecl &Parameter);

  const Catalog &Names;
  clang::ASTContext &Context;
  std::map<std::pair<const clang::FunctionDecl *, unsigned>, bool> Known; ///< by parameter
};

} // namespace kphys

#endif
