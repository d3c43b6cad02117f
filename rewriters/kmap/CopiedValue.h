// Is an expression a copy of another one?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_COPIEDVALUE_H
#define KPHYS_REWRITERS_KMAP_COPIEDVALUE_H

#include "checks/bodies/FunctionBody.h"
#include <set>

namespace kphys {

/// The address that \p Value is made from: casts, parentheses and distances left out.
const clang::Expr *baseOf(const clang::Expr *Value);

/// The variable or field that \p Place names, or nullptr.
const clang::ValueDecl *namedAt(const clang::Expr *Place);

/// The variables and fields in \p Value.
std::set<const clang::ValueDecl *> partsOf(const clang::Stmt &Value);

/// True if both are written in the same way.
bool isSpelledAlike(const clang::Expr &One, const clang::Expr &Other,
                    const clang::ASTContext &Context);

/// True if \p Named is a variable that was given what \p Value is, both expressions in \p Body, and
/// nothing in \p Value has changed since: no variable on the way, and no field at all
/// of which \p IsStored says that the function stores to it, or by it.
bool isCopyOf(const clang::Expr &Named, const clang::Expr &Value, FunctionBody &Body,
              const clang::ASTContext &Context,
              llvm::function_ref<bool(const clang::ValueDecl &)> IsStored);

} // namespace kphys

#endif
