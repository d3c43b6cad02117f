// The uses of functions and macros in one function, for the checks.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_USES_H
#define KPHYS_CHECKS_AUDIT_USES_H

#include "checks/audit/Audit.h"
#include "checks/bodies/FunctionBody.h"
#include "checks/bodies/MacroUses.h"

namespace kphys {

/// Calls \p Take with each use in \p Body of a name that \p IsWanted takes, in the order of the
/// text: the outermost such name where a macro wraps a call.
void forEachUse(const FunctionBody &Body, const clang::ASTContext &Context,
                llvm::function_ref<bool(llvm::StringRef)> IsWanted,
                llvm::function_ref<void(const clang::Expr &, const NamedUse &)> Take);

/// What \p Value is the result of, if that is a use of a name with \p Role.
std::optional<NamedUse> useWith(const clang::Expr &Value, AuditRole Role, const AuditUnit &Unit);

/// True if \p Value decides something only: an assertion may ask what is known.
bool isAsked(const clang::Stmt *Value, const FunctionBody &Body);

/// The physical address that \p Page, a page, was made from right before, or nullptr.
const clang::Expr *addressOfPage(const clang::Expr &Page, const AuditInput &In);

/// Exchanges the texts of \p A and \p B; empty where one of them is not written as such in a file.
std::vector<clang::FixItHint> exchange(const clang::Expr &A, const clang::Expr &B,
                                       const clang::ASTContext &Context);

/// Negates \p Value; empty where it is not written as such in a file.
std::vector<clang::FixItHint> negate(const clang::Expr &Value, const clang::ASTContext &Context);

} // namespace kphys

#endif
