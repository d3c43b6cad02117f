// What has to be shown so that a claim about an expression holds, in terms of what it is made of?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_CLAIMREDUCTION_H
#define KPHYS_REWRITERS_KMAP_CLAIMREDUCTION_H

#include "checks/bodies/FunctionBody.h"
#include "rewriters/kmap/Inequality.h"

namespace kphys {

/// Claims all of which must hold.
using Claims = std::vector<Inequality>;

/// Claims one of which is enough: empty, nothing is.
using Alternatives = std::vector<Claims>;

class ClaimReduction {
public:
  /// \p Origins: calls that return address zero.
  ClaimReduction(const ReachingDefinitions &Definitions, const clang::ASTContext &Context,
                 std::set<const clang::Expr *> Origins, LeafTable &Leaves)
      : Definitions(Definitions), Context(Context), Origins(std::move(Origins)), Leaves(Leaves) {}

  /// Takes the last of the parts of \p Claim apart. All claims are of the same moment.
  Alternatives reduce(const Inequality &Claim) const;

  /// What \p Claim becomes where \p Variable, a leaf of it, was just given its value by \p Given.
  Alternatives before(const Inequality &Claim, unsigned Variable, const Definition &Given) const;

private:
  Alternatives ofPlain(const Inequality &Rest, Number Factor, const clang::Expr &Value) const;
  Alternatives ofName(const Inequality &Rest, Number Factor, const clang::DeclRefExpr &Value) const;
  Alternatives ofCast(const Inequality &Rest, Number Factor, const clang::CastExpr &Value) const;
  Alternatives ofUnary(const Inequality &Rest, Number Factor,
                       const clang::UnaryOperator &Value) const;
  Alternatives ofBinary(const Inequality &Rest, Number Factor,
                        const clang::BinaryOperator &Value) const;
  Alternatives ofAddress(const Inequality &Rest, Number Factor,
                         const clang::BinaryOperator &Value) const;
  Alternatives ofChoice(const Inequality &Rest, Number Factor,
                        const clang::ConditionalOperator &Value) const;
  Alternatives ofUnknown(Inequality Rest, Number Factor, std::optional<ValueRange> Range) const;
  Alternatives ofModified(const Inequality &Rest, Number Factor, unsigned Variable,
                          const clang::BinaryOperator &Change) const;
  std::optional<ValueRange> cutRange(clang::BinaryOperatorKind Kind, const clang::Expr &Left,
                                     const clang::Expr &Right) const;
  std::optional<Number> bytesPerStep(clang::QualType Pointer) const;
  bool readsOnlyVariables(const clang::Stmt &Value, std::set<const clang::VarDecl *> &Into) const;

  const ReachingDefinitions &Definitions;
  const clang::ASTContext &Context;
  const std::set<const clang::Expr *> Origins;
  LeafTable &Leaves;
};

} // namespace kphys

#endif
