// Which bits does this expression have, if those of some variables are known?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_EXPRESSIONBITS_H
#define KPHYS_CHECKS_BODIES_EXPRESSIONBITS_H

#include "checks/bodies/ValueFlow.h"
#include <set>

namespace kphys {

/// What is known of variables at one place. One that is not in it may have any value.
using KnownVariables = std::map<const clang::VarDecl *, FlowValue>;

class ExpressionBits {
public:
  ExpressionBits(clang::ASTContext &Context, const BodySource &Bodies,
                 std::set<const clang::VarDecl *> Escaped, unsigned Depth)
      : Context(Context), Bodies(Bodies), Escaped(std::move(Escaped)), Depth(Depth) {}

  /// Set once what is followed may be in memory, too: what is read from there is opaque then.
  bool IsMemoryOpaque = false;

  FlowValue of(const clang::Expr &Value, const KnownVariables &Known) const;

  /// Nothing is known of a value of \p Type, but that it may be made from what is followed.
  FlowValue unknown(clang::QualType Type, bool IsFollowed = false, bool IsOpaque = false) const;

  /// True for a variable whose value is kept in KnownVariables.
  bool isKept(const clang::VarDecl &Variable) const;

  /// True if \p Whole reads a variable of which the value is made from what is followed.
  bool readsFollowed(const clang::Stmt &Whole, const KnownVariables &Known) const;

private:
  FlowValue ofVariable(const clang::VarDecl &Variable, const clang::Expr &Value,
                       const KnownVariables &Known) const;
  FlowValue ofUnary(const clang::UnaryOperator &Unary, const KnownVariables &Known) const;
  FlowValue ofBinary(const clang::BinaryOperator &Binary, const KnownVariables &Known) const;
  FlowValue ofCall(const clang::CallExpr &Call, const KnownVariables &Known) const;
  FlowValue lookedInto(const clang::CallExpr &Call, const clang::FunctionDecl &Callee,
                       const KnownVariables &Known, bool GetsFollowed) const;
  FlowValue choice(const FlowValue &Condition, const clang::Expr &True, const clang::Expr &False,
                   clang::QualType Type, const KnownVariables &Known) const;
  FlowValue cast(FlowValue Value, clang::QualType From, clang::QualType To) const;
  FlowValue truth(std::optional<bool> Is, clang::QualType Type, const FlowValue &From) const;

  clang::ASTContext &Context;
  const BodySource &Bodies;
  const std::set<const clang::VarDecl *> Escaped;
  const unsigned Depth;
};

/// True or false where \p Value is so certainly.
std::optional<bool> truthOf(const FlowValue &Value);

/// What two values have in common; nothing is known of any other.
FlowValue joined(const FlowValue &A, const FlowValue &B);

} // namespace kphys

#endif
