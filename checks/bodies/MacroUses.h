// Uses of macros and functions by their name, as the AST has them: a macro by its expansion.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_MACROUSES_H
#define KPHYS_CHECKS_BODIES_MACROUSES_H

#include "checks/bodies/CallText.h"
#include "checks/catalog/Kinds.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

namespace kphys {

/// One macro of which a value is the whole expansion.
struct MacroExpansion {
  llvm::StringRef Macro;
  clang::SourceLocation Name; ///< of the macro's name, as spelled, before its arguments
  unsigned Expansion;         ///< tells the uses of a macro in another one's body apart
  bool IsAlias; ///< `#define pfn_to_page __pfn_to_page`: the arguments are behind this name
};

/// All of them for \p Value, the innermost first.
llvm::SmallVector<MacroExpansion, 2> expansionsOf(const clang::Expr &Value,
                                                  const clang::ASTContext &Context);

/// One expansion of a macro that the catalog knows.
struct MacroUse {
  llvm::StringRef Macro;
  const KnownName *Known;
  clang::SourceLocation Name; ///< of the macro's name, as spelled, before its arguments
  unsigned Expansion;         ///< tells the uses of a macro in another one's body apart
};

/// The outermost macro of \p Kinds whose whole expansion \p Value is.
std::optional<MacroUse> knownMacro(const clang::Expr &Value, const KindCatalog &Kinds,
                                   const clang::ASTContext &Context);

/// The argument of \p Written, a call in file \p Id, that \p Value is spelled in by itself, if it
/// is one: not through a macro's parameter.
std::optional<unsigned> argumentAt(const clang::Expr &Value, const CallText &Written,
                                   clang::FileID Id, const clang::SourceManager &Sources);

/// A function or macro that is called by name.
struct NamedUse {
  llvm::StringRef Name;
  clang::SourceLocation Where; ///< of the call in the AST: in the macro's expansion, perhaps
  /// As the AST has them; nullptr for one of a macro that is not found in its expansion.
  llvm::SmallVector<const clang::Expr *, 6> Arguments;

  const clang::Expr *argument(unsigned Index) const {
    return Index < Arguments.size() ? Arguments[Index] : nullptr;
  }
};

/// What \p Value, parentheses and casts apart, is the result of: the call or macro of the outermost
/// name that \p IsWanted takes. A call that a macro wraps is found under both names.
std::optional<NamedUse> namedUse(const clang::Expr &Value, const clang::ASTContext &Context,
                                 llvm::function_ref<bool(llvm::StringRef)> IsWanted);

} // namespace kphys

#endif
