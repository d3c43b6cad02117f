// What does a condition say of the numbers that it compares?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_CONDITIONCLAIMS_H
#define KPHYS_REWRITERS_KMAP_CONDITIONCLAIMS_H

#include "checks/bodies/FunctionBody.h"
#include "rewriters/kmap/Inequality.h"

namespace kphys {

/// Claims that hold right behind \p Condition where that \p IsTrue, or is not. A variable that was
/// given the value of a condition says what that says, as long as \p Definitions, which may be
/// nullptr, knows that nothing in it has changed.
std::vector<Inequality> claimsOf(const clang::Expr &Condition, bool IsTrue,
                                 const ReachingDefinitions *Definitions,
                                 const clang::ASTContext &Context);

/// True if knowing \p Known may help to show \p Claim: a variable is in both with the same sign.
bool mayHelp(const Inequality &Known, const Inequality &Claim, const LeafTable &Leaves);

/// The expression that \p Value is the same as: parentheses, casts that keep the value, branch
/// hints, what a statement expression or a comma ends with, what is chosen at compile time.
const clang::Expr *plainValue(const clang::Expr &Value);

/// True if evaluating \p Value gives a variable or memory another value, or may: calls of functions
/// apart.
bool hasStores(const clang::Stmt &Value);

} // namespace kphys

#endif
