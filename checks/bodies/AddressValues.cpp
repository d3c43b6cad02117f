// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

const Expr *kphys::bare(const Expr *Value) { return Value ? Value->IgnoreParenCasts() : nullptr; }

const clang::VarDecl *kphys::variableOf(const Expr *Value) {
  const auto *Named = llvm::dyn_cast_or_null<clang::DeclRefExpr>(bare(Value));
  return Named ? dyn_cast<clang::VarDecl>(Named->getDecl()) : nullptr;
}

std::optional<uint64_t> kphys::constantOf(const Expr &Value, const clang::ASTContext &Context) {
  Expr::EvalResult Result;
  if (Value.isValueDependent() || !Value.getType()->isIntegralOrEnumerationType() ||
      !Value.EvaluateAsInt(Result, Context))
    return std::nullopt;
  const llvm::APSInt &Number = Result.Val.getInt();
  if (Number.getBitWidth() > 64)
    return std::nullopt;
  return Number.isSigned() ? static_cast<uint64_t>(Number.getSExtValue()) : Number.getZExtValue();
}

namespace {

/// The operand of an `&` beside a constant, and that constant in the width of the result.
std::optional<std::pair<const Expr *, uint64_t>> masked(const Expr &Value,
                                                        const clang::ASTContext &Context) {
  const auto *Binary = dyn_cast<clang::BinaryOperator>(bare(&Value));
  if (!Binary ||
      (Binary->getOpcode() != clang::BO_And && Binary->getOpcode() != clang::BO_AndAssign))
    return std::nullopt;
  if (std::optional<uint64_t> Mask = constantOf(*Binary->getRHS(), Context))
    return std::pair(Binary->getLHS(), *Mask);
  if (Binary->getOpcode() == clang::BO_And)
    if (std::optional<uint64_t> Mask = constantOf(*Binary->getLHS(), Context))
      return std::pair(Binary->getRHS(), *Mask);
  return std::nullopt;
}

} // namespace

std::optional<BitsOf> kphys::lowBits(const Expr &Value, const clang::ASTContext &Context) {
  auto Masked = masked(Value, Context);
  if (!Masked || !llvm::isMask_64(Masked->second))
    return std::nullopt;
  return BitsOf{Masked->first, static_cast<unsigned>(llvm::countr_one(Masked->second))};
}

std::optional<BitsOf> kphys::rounded(const Expr &Value, const clang::ASTContext &Context) {
  auto Masked = masked(Value, Context);
  if (!Masked)
    return std::nullopt;
  // ~(PAGE_SIZE - 1) of a narrow type has no high bits: those of an address may be lost, or not be.
  uint64_t Mask = Masked->second;
  unsigned Width = llvm::bit_width(Mask);
  if (Width != 32 && Width != 64)
    return std::nullopt;
  uint64_t Cleared = ~Mask & (Width == 64 ? ~uint64_t(0) : 0xffffffffU);
  if (!llvm::isMask_64(Cleared))
    return std::nullopt;
  return BitsOf{Masked->first, static_cast<unsigned>(llvm::countr_one(Cleared))};
}

const Expr *kphys::originOf(const Expr *Value, FunctionBody &Body) {
  constexpr unsigned MaxSteps = 8;
  const Expr *Now = Value;
  for (unsigned Step = 0; Now && Step < MaxSteps; ++Step) {
    const auto *Named = dyn_cast<clang::DeclRefExpr>(bare(Now));
    const ReachingDefinitions *Flow = Named ? Body.definitions() : nullptr;
    if (!Flow)
      break;
    const auto *Variable = dyn_cast<clang::VarDecl>(Named->getDecl());
    const Definition *Only = Variable ? Flow->onlyPlain(*Variable, *Named) : nullptr;
    if (!Only)
      break;
    Now = Only->Value;
  }
  return Now;
}

unsigned KnownZeros::of(const Expr &Value) {
  const Expr *Inner = bare(&Value);
  if (std::optional<uint64_t> Number = constantOf(*Inner, Context))
    return llvm::countr_zero(*Number);
  if (const auto *Named = dyn_cast<clang::DeclRefExpr>(Inner)) {
    const auto *Variable = dyn_cast<clang::VarDecl>(Named->getDecl());
    return Variable ? of(*Variable, *Named) : 0;
  }
  if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Inner))
    return std::max(ofBinary(*Binary, of(*Binary->getLHS())), takenOff(*Binary));
  if (const auto *Choice = dyn_cast<clang::ConditionalOperator>(Inner))
    return std::min(of(*Choice->getTrueExpr()), of(*Choice->getFalseExpr()));
  if (const auto *Block = dyn_cast<clang::StmtExpr>(Inner)) {
    const clang::CompoundStmt *Body = Block->getSubStmt();
    const auto *Last = Body->body_empty() ? nullptr : dyn_cast<Expr>(Body->body_back());
    return Last ? of(*Last) : 0;
  }
  return 0;
}

unsigned KnownZeros::ofBinary(const clang::BinaryOperator &Binary, unsigned Left) {
  const Expr &Right = *Binary.getRHS();
  switch (Binary.getOpcode()) {
  case clang::BO_Add:
  case clang::BO_Sub:
  case clang::BO_Or:
  case clang::BO_Xor:
  case clang::BO_AddAssign:
  case clang::BO_SubAssign:
  case clang::BO_OrAssign:
  case clang::BO_XorAssign:
    return std::min(Left, of(Right));
  case clang::BO_And:
  case clang::BO_AndAssign:
    return std::max(Left, of(Right));
  case clang::BO_Mul:
  case clang::BO_MulAssign:
    return std::min(64U, Left + of(Right));
  case clang::BO_Shl:
  case clang::BO_ShlAssign: {
    std::optional<uint64_t> Amount = constantOf(Right, Context);
    return Amount && *Amount < 64 ? std::min<unsigned>(64, Left + *Amount) : Left;
  }
  case clang::BO_Shr:
  case clang::BO_ShrAssign: {
    std::optional<uint64_t> Amount = constantOf(Right, Context);
    return Amount && *Amount < Left ? Left - *Amount : 0;
  }
  case clang::BO_Assign:
  case clang::BO_Comma:
    return of(Right);
  default:
    return 0;
  }
}

/// The number of low bits that `x - offset` clears, where offset is those bits of x.
unsigned KnownZeros::takenOff(const clang::BinaryOperator &Binary) {
  if (Binary.getOpcode() != clang::BO_Sub && Binary.getOpcode() != clang::BO_SubAssign)
    return 0;
  const Expr *Offset = originOf(Binary.getRHS(), Body);
  std::optional<BitsOf> Taken = lowBits(*Offset, Context);
  const clang::VarDecl *From = Taken ? variableOf(Taken->Of) : nullptr;
  const ReachingDefinitions *Flow = Body.definitions();
  bool IsSame =
      From && From == variableOf(Binary.getLHS()) && Flow && Flow->isUnchanged(*Taken->Of, Binary);
  return IsSame ? Taken->Bits : 0;
}

unsigned KnownZeros::of(const clang::VarDecl &Variable, const clang::Stmt &Where) {
  constexpr size_t MaxDepth = 12; // of definitions that use each other: it is exponential
  const ReachingDefinitions *Flow = Body.definitions();
  if (!Flow || Open.size() >= MaxDepth)
    return 0;
  std::vector<const Definition *> Reaching = Flow->reaching(Variable, Where);
  unsigned Result = Reaching.empty() ? 0 : 64;
  for (const Definition *Each : Reaching) {
    if (!Open.insert(Each).second)
      continue;
    Result = std::min(Result, of(*Each));
    Open.erase(Each);
  }
  return Result;
}

unsigned KnownZeros::of(const Definition &From) {
  switch (From.Is) {
  case Definition::Form::Init:
  case Definition::Form::Assign:
    return of(*From.Value);
  case Definition::Form::Modify:
    if (const auto *Binary = dyn_cast<clang::BinaryOperator>(From.Where))
      return std::max(ofBinary(*Binary, of(*From.Variable, *From.Where)), takenOff(*Binary));
    return 0;
  default:
    return 0;
  }
}
