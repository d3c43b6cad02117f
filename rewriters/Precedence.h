// How tightly an expression binds: does it need parentheses next to an operator?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_PRECEDENCE_H
#define KPHYS_REWRITERS_PRECEDENCE_H

#include "checks/extract/SiteCollector.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/OperatorPrecedence.h"

namespace kphys {

/// The precedence of the outermost operator of \p Argument as it is parsed, macros expanded;
/// PointerToMember, the tightest level, for what needs no parentheses next to any operator.
clang::prec::Level loosestOperator(const clang::Expr &Argument);

/// The same for argument \p Index of \p Site, where a macro's parameter may stand for anything.
clang::prec::Level loosestOperator(const CallSite &Site, unsigned Index);

} // namespace kphys

#endif
