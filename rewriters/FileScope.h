// What is declared outside of functions?
//
// Asked of a unit that was parsed to its end. Unlike a lookup in the translation unit, none of this
// makes Clang read every declaration of a precompiled header.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_FILESCOPE_H
#define KPHYS_REWRITERS_FILESCOPE_H

#include "clang/AST/ASTContext.h"

namespace kphys {

/// True if the unit declares \p Name at file scope.
bool isDeclared(const clang::ASTContext &Context, llvm::StringRef Name);

/// The type that a typedef at file scope calls \p Name.
std::optional<clang::QualType> typeCalled(const clang::ASTContext &Context, llvm::StringRef Name);

/// What the function \p Name at file scope returns; nothing if there is none, or a macro instead.
std::optional<clang::QualType> returnedBy(const clang::ASTContext &Context, llvm::StringRef Name);

/// The file in which the unit defines `struct \p Name` at file scope, by absolute path; nothing if
/// it does not. It may be one of a precompiled header that the unit does not read itself.
std::optional<std::string> fileDefining(const clang::ASTContext &Context, llvm::StringRef Name);

} // namespace kphys

#endif
