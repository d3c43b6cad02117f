// Does an offset mean the same where it is added to an address as where a parameter took it?
//
// A parameter of 32 bits cuts what it is given, and makes a large number of one below zero. Where
// an address has more bits, the sum of it and the offset as it is written may be another one.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ADDRESS_OFFSETCUT_H
#define KPHYS_REWRITERS_ADDRESS_OFFSETCUT_H

#include "checks/catalog/PageContract.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

namespace kphys {

/// How many bits an address has in this configuration; as many as any, if that cannot be found.
unsigned addressBits(const clang::ASTContext &Context, const PageContract &Contract);

/// True if \p Offset, given to a parameter of type \p Parameter and then added to an address of \p
/// Bits, makes the same sum as \p Offset itself.
bool keepsOffset(const clang::ASTContext &Context, clang::QualType Parameter,
                 const clang::Expr &Offset, unsigned Bits);

/// The cast that does what \p Parameter did to \p Offset, or an empty string where none is needed.
std::string castOfOffset(const clang::ASTContext &Context, const PageContract &Contract,
                         clang::QualType Parameter, const clang::Expr &Offset);

/// The type of the parameter that argument \p Index of \p Call is given to, whatever it calls; null
/// if there is none.
clang::QualType parameterType(const clang::CallExpr &Call, unsigned Index);

} // namespace kphys

#endif
