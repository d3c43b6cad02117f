// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/ExpressionBits.h"

#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using clang::QualType;
using llvm::dyn_cast;
using llvm::KnownBits;

std::optional<bool> kphys::truthOf(const FlowValue &Value) {
  if (Value.Bits.isZero())
    return false;
  return Value.Bits.isNonZero() ? std::optional(true) : std::nullopt;
}

FlowValue kphys::joined(const FlowValue &A, const FlowValue &B) {
  FlowValue Result = A;
  if (A.Bits.getBitWidth() == B.Bits.getBitWidth())
    Result.Bits = A.Bits.intersectWith(B.Bits);
  else
    Result.Bits = KnownBits(A.Bits.getBitWidth());
  Result.IsFollowed |= B.IsFollowed;
  Result.IsOpaque |= B.IsOpaque;
  return Result;
}

static unsigned widthOf(QualType Type, const clang::ASTContext &Context) {
  return Type->isIntegralOrEnumerationType() ? Context.getIntWidth(Type) : 64;
}

FlowValue ExpressionBits::unknown(QualType Type, bool IsFollowed, bool IsOpaque) const {
  return {KnownBits(widthOf(Type, Context)), IsFollowed, IsOpaque};
}

bool ExpressionBits::isKept(const clang::VarDecl &Variable) const {
  return Variable.hasLocalStorage() && !Escaped.count(&Variable) &&
         Variable.getType()->isIntegralOrEnumerationType() &&
         !Variable.getType().isVolatileQualified();
}

bool ExpressionBits::readsFollowed(const clang::Stmt &Whole, const KnownVariables &Known) const {
  if (const auto *Named = dyn_cast<clang::DeclRefExpr>(&Whole)) {
    auto Found = Known.find(dyn_cast<clang::VarDecl>(Named->getDecl()));
    if (Found != Known.end() && Found->second.IsFollowed)
      return true;
  }
  bool Reads = false;
  forEachPart(Whole, Context,
              [&](const clang::Stmt &Part) { Reads = Reads || readsFollowed(Part, Known); });
  return Reads;
}

FlowValue ExpressionBits::cast(FlowValue Value, QualType From, QualType To) const {
  unsigned Width = widthOf(To, Context);
  if (To->isBooleanType())
    return truth(truthOf(Value), To, Value);
  Value.Bits = From->isSignedIntegerOrEnumerationType() ? Value.Bits.sextOrTrunc(Width)
                                                        : Value.Bits.zextOrTrunc(Width);
  return Value;
}

FlowValue ExpressionBits::truth(std::optional<bool> Is, QualType Type,
                                const FlowValue &From) const {
  FlowValue Result = unknown(Type, From.IsFollowed, From.IsOpaque && !Is);
  unsigned Width = Result.Bits.getBitWidth();
  if (Is)
    Result.Bits = KnownBits::makeConstant(llvm::APInt(Width, *Is));
  else if (Width > 1)
    Result.Bits.Zero.setBitsFrom(1);
  return Result;
}

FlowValue ExpressionBits::ofVariable(const clang::VarDecl &Variable, const Expr &Value,
                                     const KnownVariables &Known) const {
  if (auto Found = Known.find(&Variable); Found != Known.end())
    return Found->second;
  if (isKept(Variable))
    return unknown(Value.getType());
  const Expr *Init = Variable.getAnyInitializer();
  if (Init && Variable.getType().isConstQualified() && !Variable.hasLocalStorage() &&
      Variable.getType()->isIntegralOrEnumerationType())
    return of(*Init, {}); // a name for a mask
  return unknown(Value.getType(), IsMemoryOpaque, IsMemoryOpaque);
}

FlowValue ExpressionBits::of(const Expr &Whole, const KnownVariables &Known) const {
  const Expr *Value = Whole.IgnoreParens();
  QualType Type = Value->getType();
  if (std::optional<uint64_t> Number = constantOf(*Value, Context))
    return {KnownBits::makeConstant(llvm::APInt(64, *Number).trunc(widthOf(Type, Context)))};
  if (const auto *Named = dyn_cast<clang::DeclRefExpr>(Value)) {
    const auto *Variable = dyn_cast<clang::VarDecl>(Named->getDecl());
    return Variable ? ofVariable(*Variable, *Value, Known) : unknown(Type);
  }
  if (const auto *Cast = dyn_cast<clang::CastExpr>(Value)) {
    QualType From = Cast->getSubExpr()->getType();
    FlowValue Inner = of(*Cast->getSubExpr(), Known);
    if (From->isIntegralOrEnumerationType() && Type->isIntegralOrEnumerationType())
      return cast(Inner, From, Type);
    return unknown(Type, Inner.IsFollowed, Inner.IsOpaque);
  }
  if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Value))
    return ofUnary(*Unary, Known);
  if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Value))
    return ofBinary(*Binary, Known);
  if (const auto *Choice = dyn_cast<clang::ConditionalOperator>(Value))
    return choice(of(*Choice->getCond(), Known), *Choice->getTrueExpr(), *Choice->getFalseExpr(),
                  Type, Known);
  if (const auto *Choice = dyn_cast<clang::BinaryConditionalOperator>(Value))
    return choice(of(*Choice->getCommon(), Known), *Choice->getCommon(), *Choice->getFalseExpr(),
                  Type, Known);
  if (const auto *Block = dyn_cast<clang::StmtExpr>(Value)) {
    const clang::CompoundStmt *Body = Block->getSubStmt();
    const auto *Last = Body->body_empty() ? nullptr : dyn_cast<Expr>(Body->body_back());
    return Last ? of(*Last, Known) : unknown(Type);
  }
  if (const auto *Chosen = dyn_cast<clang::ChooseExpr>(Value))
    return of(*Chosen->getChosenSubExpr(), Known);
  if (const auto *Generic = dyn_cast<clang::GenericSelectionExpr>(Value))
    return of(*Generic->getResultExpr(), Known);
  if (const auto *Call = dyn_cast<clang::CallExpr>(Value))
    return ofCall(*Call, Known);
  bool IsOpaque = IsMemoryOpaque || readsFollowed(*Value, Known);
  return unknown(Type, IsOpaque, IsOpaque);
}

FlowValue ExpressionBits::choice(const FlowValue &Condition, const Expr &True, const Expr &False,
                                 QualType Type, const KnownVariables &Known) const {
  if (std::optional<bool> Is = truthOf(Condition))
    return of(*Is ? True : False, Known);
  FlowValue Result = joined(of(True, Known), of(False, Known));
  if (Result.Bits.getBitWidth() != widthOf(Type, Context))
    Result.Bits = KnownBits(widthOf(Type, Context));
  Result.IsFollowed |= Condition.IsFollowed;
  Result.IsOpaque |= Condition.IsOpaque;
  return Result;
}

FlowValue ExpressionBits::ofUnary(const clang::UnaryOperator &Unary,
                                  const KnownVariables &Known) const {
  const Expr *Operand = Unary.getSubExpr();
  if (Unary.getOpcode() == clang::UO_Deref) { // READ_ONCE(x) is *&x
    const auto *Address = dyn_cast<clang::UnaryOperator>(bare(Operand));
    if (Address && Address->getOpcode() == clang::UO_AddrOf &&
        Address->getSubExpr()->getType()->isIntegralOrEnumerationType())
      return cast(of(*Address->getSubExpr(), Known), Address->getSubExpr()->getType(),
                  Unary.getType());
    return unknown(Unary.getType(), IsMemoryOpaque, IsMemoryOpaque);
  }
  FlowValue Inner = of(*Operand, Known);
  switch (Unary.getOpcode()) {
  case clang::UO_LNot: {
    std::optional<bool> Is = truthOf(Inner);
    return truth(Is ? std::optional(!*Is) : std::nullopt, Unary.getType(), Inner);
  }
  case clang::UO_Not:
    std::swap(Inner.Bits.Zero, Inner.Bits.One);
    return Inner;
  case clang::UO_Plus:
  case clang::UO_Extension:
    return Inner;
  default:
    return unknown(Unary.getType(), Inner.IsFollowed, Inner.IsOpaque);
  }
}

/// What a comparison of \p A with \p B certainly gives.
static std::optional<bool> compared(clang::BinaryOperatorKind How, const KnownBits &A,
                                    const KnownBits &B, bool IsSigned) {
  switch (How) {
  case clang::BO_EQ:
    return KnownBits::eq(A, B);
  case clang::BO_NE:
    return KnownBits::ne(A, B);
  case clang::BO_LT:
    return IsSigned ? KnownBits::slt(A, B) : KnownBits::ult(A, B);
  case clang::BO_GT:
    return IsSigned ? KnownBits::sgt(A, B) : KnownBits::ugt(A, B);
  case clang::BO_LE:
    return IsSigned ? KnownBits::sle(A, B) : KnownBits::ule(A, B);
  default:
    return IsSigned ? KnownBits::sge(A, B) : KnownBits::uge(A, B);
  }
}

/// What an operation on bits gives; nothing for another.
static std::optional<KnownBits> combined(clang::BinaryOperatorKind How, const KnownBits &A,
                                         const KnownBits &B) {
  if (How == clang::BO_Shl || How == clang::BO_Shr) { // the amount has a type of its own
    if (!B.isConstant() || B.getConstant().uge(A.getBitWidth()))
      return std::nullopt;
    KnownBits Amount =
        KnownBits::makeConstant(llvm::APInt(A.getBitWidth(), B.getConstant().getZExtValue()));
    return How == clang::BO_Shl ? KnownBits::shl(A, Amount) : KnownBits::lshr(A, Amount);
  }
  if (A.getBitWidth() != B.getBitWidth())
    return std::nullopt;
  switch (How) {
  case clang::BO_And:
    return A & B;
  case clang::BO_Or:
    return A | B;
  case clang::BO_Xor:
    return A ^ B;
  case clang::BO_Add:
  case clang::BO_Sub:
    return KnownBits::computeForAddSub(How == clang::BO_Add, false, false, A, B);
  default:
    return std::nullopt;
  }
}

FlowValue ExpressionBits::ofBinary(const clang::BinaryOperator &Binary,
                                   const KnownVariables &Known) const {
  QualType Type = Binary.getType();
  if (Binary.isAssignmentOp()) { // it has been made: the variable has the value
    const clang::VarDecl *Variable = variableOf(Binary.getLHS());
    return Variable ? ofVariable(*Variable, Binary, Known)
                    : unknown(Type, readsFollowed(Binary, Known), readsFollowed(Binary, Known));
  }
  FlowValue Right = of(*Binary.getRHS(), Known);
  if (Binary.getOpcode() == clang::BO_Comma)
    return Right;
  FlowValue Left = of(*Binary.getLHS(), Known), Both = Left;
  Both.IsFollowed |= Right.IsFollowed;
  Both.IsOpaque |= Right.IsOpaque;
  if (Binary.isLogicalOp()) {
    bool Decides = Binary.getOpcode() == clang::BO_LOr;
    std::optional<bool> A = truthOf(Left), B = truthOf(Right), Is;
    if ((A && *A == Decides) || (B && *B == Decides))
      Is = Decides;
    else if (A && B)
      Is = !Decides;
    return truth(Is, Type, Both);
  }
  bool AreIntegers = Binary.getLHS()->getType()->isIntegralOrEnumerationType() &&
                     Binary.getRHS()->getType()->isIntegralOrEnumerationType();
  if (Binary.isComparisonOp())
    return truth(AreIntegers && Left.Bits.getBitWidth() == Right.Bits.getBitWidth()
                     ? compared(Binary.getOpcode(), Left.Bits, Right.Bits,
                                Binary.getLHS()->getType()->isSignedIntegerOrEnumerationType())
                     : std::nullopt,
                 Type, Both);
  bool IsArithmeticShift =
      Binary.getOpcode() == clang::BO_Shr && Type->isSignedIntegerOrEnumerationType();
  std::optional<KnownBits> Bits;
  if (AreIntegers && !IsArithmeticShift)
    Bits = combined(Binary.getOpcode(), Left.Bits, Right.Bits);
  if (!Bits || Bits->getBitWidth() != widthOf(Type, Context))
    Bits = KnownBits(widthOf(Type, Context));
  return {*Bits, Both.IsFollowed, Both.IsOpaque && !Bits->isConstant()};
}

FlowValue ExpressionBits::ofCall(const clang::CallExpr &Call, const KnownVariables &Known) const {
  const clang::FunctionDecl *Callee = Call.getDirectCallee();
  if (Callee && Callee->getBuiltinID() && Call.getNumArgs() > 0 &&
      Callee->getName().starts_with("__builtin_expect"))
    return of(*Call.getArg(0), Known);
  bool GetsFollowed = IsMemoryOpaque, IsPure = true;
  for (const Expr *Argument : Call.arguments()) {
    GetsFollowed = GetsFollowed || readsFollowed(*Argument, Known);
    IsPure = IsPure && constantOf(*Argument, Context);
  }
  if (Callee && (GetsFollowed || IsPure))
    return lookedInto(Call, *Callee, Known, GetsFollowed);
  return unknown(Call.getType(), GetsFollowed, GetsFollowed);
}

/// What a function whose body can be had returns for the arguments of \p Call.
FlowValue ExpressionBits::lookedInto(const clang::CallExpr &Call, const clang::FunctionDecl &Callee,
                                     const KnownVariables &Known, bool GetsFollowed) const {
  constexpr unsigned MaxDepth = 4;
  FlowValue Nothing = unknown(Call.getType(), GetsFollowed, GetsFollowed);
  FunctionBody *Body =
      Depth < MaxDepth && Call.getType()->isIntegralOrEnumerationType() ? Bodies(Callee) : nullptr;
  if (!Body)
    return Nothing;
  FlowArguments Given;
  for (unsigned I = 0; I < std::min(Call.getNumArgs(), Body->function().getNumParams()); ++I) {
    const clang::ParmVarDecl *Parameter = Body->function().getParamDecl(I);
    if (!Parameter->getType()->isIntegralOrEnumerationType()) {
      if (readsFollowed(*Call.getArg(I), Known)) // through memory
        return Nothing;
      continue;
    }
    FlowValue Argument = of(*Call.getArg(I), Known);
    if (Argument.Bits.getBitWidth() == widthOf(Parameter->getType(), Context))
      Given[Parameter] = Argument;
  }
  std::optional<FlowValue> Result = ValueFlow(*Body, Context, Bodies, Given, Depth + 1).returned();
  if (!Result || Result->Bits.getBitWidth() != widthOf(Call.getType(), Context))
    return Nothing;
  Result->IsFollowed |= GetsFollowed;
  Result->IsOpaque |= IsMemoryOpaque && !Result->Bits.isConstant();
  return *Result;
}
