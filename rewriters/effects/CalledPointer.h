// What a call through a pointer calls.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_EFFECTS_CALLEDPOINTER_H
#define KPHYS_REWRITERS_EFFECTS_CALLEDPOINTER_H

#include "checks/extract/TreeFiles.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include <optional>
#include <string>
#include <vector>

namespace kphys {

/// `record.field@file`, by which whatever \p Field points to is known everywhere: with the file
/// that defines the record; empty for a field of a record without a name.
std::string pointerName(const clang::FieldDecl &Field, TreeFiles &Files);

/// The same of the field that \p Value, a function pointer, is read from; empty for anything else.
std::string pointerName(const clang::Expr &Value, TreeFiles &Files);

/// The values that \p Value, a function pointer, may be by the conditions in it, but for those that
/// are NULL.
std::vector<const clang::Expr *> choicesOf(const clang::Expr &Value, clang::ASTContext &Context);

/// The variable or parameter that \p Value is read from; nullptr for anything else.
const clang::VarDecl *variableAt(const clang::Expr &Value);

/// The elements of the constant array that \p Value, a pointer, is read from; none if it is of no
/// such array.
llvm::ArrayRef<clang::Expr *> elementsAt(const clang::Expr &Value);

/// What the local variable \p Of gets, anywhere in its function.
std::vector<const clang::Expr *> valuesOf(const clang::VarDecl &Of);

/// What the unit hands to \p Parameter, if its function is known to the unit alone and is only ever
/// called; nothing otherwise.
std::optional<std::vector<const clang::Expr *>> argumentsFor(const clang::ParmVarDecl &Parameter);

} // namespace kphys

#endif
