// May a declaration be taken apart, or taken away?
//
// What a declaration does is more than its type and its initializer: attributes (a cleanup runs
// where the scope ends), an asm label, a type that the initializer gives. And a macro in it may
// stand for any of these, in another configuration too.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_PLAINDECLARATION_H
#define KPHYS_REWRITERS_PLAINDECLARATION_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"

namespace kphys {

/// True if \p Variable, which \p Statement declares, is nothing but a type, a name and perhaps an
/// initializer behind `=`: neither attributes nor an asm label, no deduced or variable type, and no
/// macro outside of initializers, be it an empty one. `T v = x;` is `T v; v = x;` then, if T can be
/// assigned to.
bool isPlain(const clang::VarDecl &Variable, const clang::DeclStmt &Statement,
             const clang::ASTContext &Context);

/// True if all that \p Statement declares are such variables.
bool isPlain(const clang::DeclStmt &Statement, const clang::ASTContext &Context);

/// True if a declaration does something besides giving its variable the initializer's value: it
/// calculates the size of a type, or what is declared is cleaned up.
bool hasOwnEffect(const clang::Decl &Declared);

} // namespace kphys

#endif
