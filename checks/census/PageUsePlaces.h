// Where a use of a page stands in the text, and which macro is given the page there.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CENSUS_PAGEUSEPLACES_H
#define KPHYS_CHECKS_CENSUS_PAGEUSEPLACES_H

#include "checks/extract/TreeFiles.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include <optional>

namespace kphys {

/// A macro that an expression is an argument of.
struct GivenMacro {
  llvm::StringRef Name;
  clang::SourceLocation Where; ///< of its name, as spelled
};

/// The outermost macro with a name that \p IsWanted takes of which \p Value is an argument by
/// itself, parentheses aside.
std::optional<GivenMacro> macroGiven(const clang::Expr &Value, const clang::ASTContext &Context,
                                     llvm::function_ref<bool(llvm::StringRef)> IsWanted);

/// Where the name stands that \p Value is made by: a member's, a function's, a variable's.
clang::SourceLocation nameOf(const clang::Expr &Value);

/// A place in a file of the tree.
struct UsePlace {
  std::string File; ///< empty where it is in none
  unsigned Offset = 0, Line = 0, Column = 0;
  std::string Macro; ///< whose text has it, if it counts there
};

/// The place of what is named at \p Name and used at \p Use. What a macro does by itself is one
/// place, in its text, however often it is expanded; what is done with something that it yields, or
/// with its argument, is done where it is expanded.
UsePlace placeOfUse(clang::SourceLocation Name, clang::SourceLocation Use, TreeFiles &Files,
                    const clang::ASTContext &Context);

} // namespace kphys

#endif
