// Which way does a branch take, if some bits are known, and what is known there?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_BRANCHBITS_H
#define KPHYS_CHECKS_BODIES_BRANCHBITS_H

#include "checks/bodies/ExpressionBits.h"
#include "clang/Analysis/CFG.h"

namespace kphys {

using BranchTaker = llvm::function_ref<void(const clang::CFGBlock &, const KnownVariables &)>;

class BranchBits {
public:
  BranchBits(const ExpressionBits &Bits, const clang::ASTContext &Context)
      : Bits(Bits), Context(Context) {}

  /// Calls \p Take with each block that may follow \p Block, and what is known there. None follows
  /// where an opaque value decides.
  void successors(const clang::CFGBlock &Block, const KnownVariables &After,
                  const BranchTaker &Take) const;

private:
  /// As successors(), for a switch.
  void cases(const clang::CFGBlock &Block, const clang::SwitchStmt &Switch,
             const KnownVariables &After, const BranchTaker &Take) const;

  /// Adds to \p Known what \p Condition says by being \p Is; false if it cannot be that.
  bool refine(const clang::Expr &Condition, bool Is, KnownVariables &Known) const;

  const ExpressionBits &Bits;
  const clang::ASTContext &Context;
};

} // namespace kphys

#endif
