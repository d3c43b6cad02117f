// Does a claim about numbers in a function hold whenever a place in it is reached?
//
// Goes back from the place along all paths, puts in for a variable what it was given, takes off
// what the conditions on the way say, until what is left is true by itself: by constants, masks and
// the ranges of types. Every step of arithmetic that may wrap has to be shown not to, or to do no
// harm. No path is ruled out because a configuration never takes it, and what is not understood may
// have any value.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_INEQUALITYPROOF_H
#define KPHYS_REWRITERS_KMAP_INEQUALITYPROOF_H

#include "checks/bodies/FunctionBody.h"
#include "rewriters/kmap/Inequality.h"
#include <memory>

namespace kphys {

class InequalityProof {
public:
  /// \p Origins are calls that return an address from which addresses are counted: zero.
  InequalityProof(FunctionBody &Body, const clang::ASTContext &Context,
                  std::set<const clang::Expr *> Origins = {});
  ~InequalityProof();

  /// True if \p Claim, of expressions without effects, holds whenever \p At is about to be
  /// evaluated.
  bool holds(Inequality Claim, const clang::Stmt &At);

  /// The value of \p Variable in a claim. It must be one that can be followed.
  unsigned leaf(const clang::VarDecl &Variable);
  bool canFollow(const clang::VarDecl &Variable) const;

private:
  class Prover;
  std::unique_ptr<Prover> Made;
};

} // namespace kphys

#endif
