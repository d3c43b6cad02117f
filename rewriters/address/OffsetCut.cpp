// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/address/OffsetCut.h"

#include "rewriters/FileScope.h"

using namespace kphys;
using llvm::dyn_cast;

namespace {

/// How many bits the value of an expression needs, if it is shown to be no less than zero.
class ValueBits {
public:
  explicit ValueBits(const clang::ASTContext &Context) : Context(Context) {}

  std::optional<unsigned> of(const clang::Expr &Value) const {
    const clang::Expr &Plain = *Value.IgnoreParens();
    clang::QualType Type = Plain.getType();
    if (!Type->isIntegerType() || Plain.isValueDependent())
      return std::nullopt;
    if (std::optional<llvm::APSInt> Constant = Plain.getIntegerConstantExpr(Context))
      return Constant->isNonNegative() ? std::optional(Constant->getActiveBits()) : std::nullopt;
    unsigned Width = Context.getIntWidth(Type);
    std::optional<unsigned> Parts = ofParts(Plain);
    if (Type->isUnsignedIntegerOrEnumerationType())
      return std::min(Parts.value_or(Width), Width);
    // What needs no more is no overflow.
    return Parts && *Parts < Width ? Parts : std::nullopt;
  }

private:
  std::optional<unsigned> ofParts(const clang::Expr &Value) const {
    if (const auto *Cast = dyn_cast<clang::CastExpr>(&Value))
      return Cast->getSubExpr()->getType()->isIntegerType() ? of(*Cast->getSubExpr())
                                                            : std::nullopt;
    if (const auto *Choice = dyn_cast<clang::ConditionalOperator>(&Value))
      return larger(of(*Choice->getTrueExpr()), of(*Choice->getFalseExpr()));
    if (const auto *Not = dyn_cast<clang::UnaryOperator>(&Value))
      return Not->getOpcode() == clang::UO_LNot ? std::optional(1U) : std::nullopt;
    const auto *Operator = dyn_cast<clang::BinaryOperator>(&Value);
    return Operator ? ofOperator(*Operator) : std::nullopt;
  }

  static std::optional<unsigned> larger(std::optional<unsigned> A, std::optional<unsigned> B) {
    return A && B ? std::optional(std::max(*A, *B)) : std::nullopt;
  }

  std::optional<unsigned> ofOperator(const clang::BinaryOperator &Operator) const {
    if (Operator.isComparisonOp() || Operator.isLogicalOp())
      return 1;
    std::optional<unsigned> Left = of(*Operator.getLHS()), Right = of(*Operator.getRHS());
    switch (Operator.getOpcode()) {
    case clang::BO_And:
      return Left && Right ? std::min(*Left, *Right) : Left ? Left : Right;
    case clang::BO_Or:
    case clang::BO_Xor:
      return larger(Left, Right);
    case clang::BO_Add:
      return Left && Right ? std::optional(std::max(*Left, *Right) + 1) : std::nullopt;
    case clang::BO_Mul:
      return Left && Right ? std::optional(*Left + *Right) : std::nullopt;
    case clang::BO_Div:
      return Left && Right ? Left : std::nullopt;
    case clang::BO_Rem:
      return Left && Right ? std::min(*Left, *Right) : Left;
    case clang::BO_Shr:
      return Left;
    case clang::BO_Comma:
      return Right;
    default:
      return std::nullopt;
    }
  }

  const clang::ASTContext &Context;
};

} // namespace

unsigned kphys::addressBits(const clang::ASTContext &Context, const PageContract &Contract) {
  std::optional<clang::QualType> Type = typeCalled(Context, Contract.Type);
  return Context.getTypeSize(Type ? *Type : Context.LongLongTy);
}

bool kphys::keepsOffset(const clang::ASTContext &Context, clang::QualType Parameter,
                        const clang::Expr &Offset, unsigned Bits) {
  const clang::Expr &Written = *Offset.IgnoreParenImpCasts();
  clang::QualType Type = Written.getType();
  if (!Parameter->isIntegerType() || !Type->isIntegerType())
    return false;
  unsigned Width = Context.getIntWidth(Parameter);
  if (Width >= Bits)
    return true;
  bool IsSigned = Parameter->isSignedIntegerOrEnumerationType();
  if (std::optional<unsigned> Needed = ValueBits(Context).of(Written);
      Needed && *Needed <= Width - IsSigned)
    return true;
  return IsSigned && Type->isSignedIntegerOrEnumerationType() && Context.getIntWidth(Type) <= Width;
}

std::string kphys::castOfOffset(const clang::ASTContext &Context, const PageContract &Contract,
                                clang::QualType Parameter, const clang::Expr &Offset) {
  constexpr unsigned MostBits = 64; // of any address
  clang::QualType Type = Parameter.getUnqualifiedType();
  if (keepsOffset(Context, Type, Offset, MostBits) ||
      keepsOffset(Context, Type, Offset, addressBits(Context, Contract)))
    return {};
  return "(" + Type.getAsString() + ")";
}

clang::QualType kphys::parameterType(const clang::CallExpr &Call, unsigned Index) {
  clang::QualType Callee = Call.getCallee()->getType();
  if (Callee->isPointerType())
    Callee = Callee->getPointeeType();
  const auto *Type = Callee->getAs<clang::FunctionProtoType>();
  return Type && Index < Type->getNumParams() ? Type->getParamType(Index) : clang::QualType();
}
