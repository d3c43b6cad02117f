// What an expression does to an address: which bits it takes, where the value comes from, how well
// it is aligned.
//
// Works on what the macros expand to (offset_in_page(x) is x & 0xfff), so a spelling does not
// matter.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_ADDRESSVALUES_H
#define KPHYS_CHECKS_BODIES_ADDRESSVALUES_H

#include "checks/bodies/FunctionBody.h"
#include "clang/AST/Expr.h"

namespace kphys {

/// \p Value without parentheses and casts.
const clang::Expr *bare(const clang::Expr *Value);

/// The variable that \p Value, bare, names, or nullptr.
const clang::VarDecl *variableOf(const clang::Expr *Value);

/// The value of a constant of up to 64 bits.
std::optional<uint64_t> constantOf(const clang::Expr &Value, const clang::ASTContext &Context);

/// Some bits of a value.
struct BitsOf {
  const clang::Expr *Of;
  unsigned Bits; ///< the number of low bits that are kept, or cleared
};

/// \p Value is `x & (2^Bits - 1)`.
std::optional<BitsOf> lowBits(const clang::Expr &Value, const clang::ASTContext &Context);

/// \p Value is `x & ~(2^Bits - 1)`, or `x &= …`.
std::optional<BitsOf> rounded(const clang::Expr &Value, const clang::ASTContext &Context);

/// What \p Value is a copy of: locals that have one value here are seen through. Not bare: its
/// parentheses may be a macro's.
const clang::Expr *originOf(const clang::Expr *Value, FunctionBody &Body);

/// How many low bits of a value are certainly 0; 64 for 0 itself.
class KnownZeros {
public:
  KnownZeros(FunctionBody &Body, const clang::ASTContext &Context) : Body(Body), Context(Context) {}

  unsigned of(const clang::Expr &Value);

  /// Of \p Variable where \p Where is evaluated.
  unsigned of(const clang::VarDecl &Variable, const clang::Stmt &Where);

private:
  unsigned of(const Definition &From);
  unsigned takenOff(const clang::BinaryOperator &Binary);
  unsigned ofBinary(const clang::BinaryOperator &Binary, unsigned Left);

  FunctionBody &Body;
  const clang::ASTContext &Context;
  std::set<const Definition *> Open; ///< being asked about: what goes round a loop adds nothing
};

} // namespace kphys

#endif
