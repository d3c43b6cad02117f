// How large can the numbers in a function be? The terms in which that is said.
//
// A claim is that a sum of values is at most zero. Values are those of exact arithmetic: whether a
// type wraps is a claim of its own, see InequalityProof.h.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_INEQUALITY_H
#define KPHYS_REWRITERS_KMAP_INEQUALITY_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/FoldingSet.h"
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace kphys {

/// Wide enough for sums of 64-bit values with small factors.
__extension__ using Number = __int128;

struct ValueRange {
  Number Least, Most;
};

/// The values of an integer type of at most 64 bits.
std::optional<ValueRange> rangeOf(clang::QualType Type, const clang::ASTContext &Context);

/// The value of an integer constant.
std::optional<Number> constantIn(const clang::Expr &Value, const clang::ASTContext &Context);

/// What a claim is made of in the end: a variable, or an expression of variables that is not taken
/// apart, as `pos & 4095`.
struct Leaf {
  const clang::VarDecl *Variable = nullptr; ///< nullptr: an expression
  llvm::FoldingSetNodeID Shape;             ///< of the expression
  std::set<const clang::VarDecl *> Reads;   ///< by the expression
  std::optional<ValueRange> Range;          ///< nothing for an address
};

/// The claim that Constant, and the values of leaves and of expressions times their factors, add up
/// to zero or less.
struct Inequality {
  std::map<unsigned, Number> Leaves; ///< factors, by number of the leaf
  std::vector<std::pair<Number, const clang::Expr *>> Parts;
  Number Constant = 0;

  Inequality &add(Number Factor, const clang::Expr &Value) {
    Parts.emplace_back(Factor, &Value);
    return *this;
  }
  Inequality &add(Number Value) {
    Constant += Value;
    return *this;
  }
  Inequality &addLeaf(Number Factor, unsigned Leaf) {
    if ((Leaves[Leaf] += Factor) == 0)
      Leaves.erase(Leaf);
    return *this;
  }
  /// What is left to be claimed where \p Known holds.
  Inequality without(const Inequality &Known) const;
};

/// The leaves of the claims about one function, by number.
class LeafTable {
public:
  unsigned of(const clang::VarDecl &Variable, const clang::ASTContext &Context);

  /// \p Value reads \p Reads alone and has no effects.
  unsigned of(const clang::Expr &Value, std::set<const clang::VarDecl *> Reads, ValueRange Range,
              const clang::ASTContext &Context);

  const Leaf &operator[](unsigned Number) const { return Known[Number]; }

  /// The most that \p Claim can add up to by the ranges of what is in it; nothing if there is no
  /// limit.
  std::optional<Number> most(const Inequality &Claim, const clang::ASTContext &Context) const;

private:
  std::vector<Leaf> Known;
};

} // namespace kphys

#endif
