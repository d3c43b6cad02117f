// Uses of macros that the catalog knows, as the AST has them: by their expansion.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FACTS_MACROUSES_H
#define KPHYS_CHECKS_FACTS_MACROUSES_H

#include "checks/catalog/Kinds.h"
#include "checks/facts/CallText.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

namespace kphys {

/// One expansion of a macro.
struct MacroUse {
  llvm::StringRef Macro;
  const KnownName *Known;
  clang::SourceLocation Name; ///< of the macro's name, as spelled, before its arguments
  unsigned Expansion;         ///< tells the uses of a macro in another one's body apart
};

/// The outermost macro of \p Kinds whose whole expansion \p Value is.
std::optional<MacroUse> knownMacro(const clang::Expr &Value, const KindCatalog &Kinds,
                                   const clang::ASTContext &Context);

/// The argument of \p Written, a call in file \p Id, that \p Value is spelled in, if it is one.
std::optional<unsigned> argumentAt(const clang::Expr &Value, const CallText &Written,
                                   clang::FileID Id, const clang::SourceManager &Sources);

} // namespace kphys

#endif
