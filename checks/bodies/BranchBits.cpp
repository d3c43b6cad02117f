// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/BranchBits.h"

#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;
using llvm::KnownBits;

bool BranchBits::refine(const Expr &Condition, bool Is, KnownVariables &Known) const {
  const Expr *Value = bare(&Condition);
  if (const auto *Not = dyn_cast<clang::UnaryOperator>(Value);
      Not && Not->getOpcode() == clang::UO_LNot)
    return refine(*Not->getSubExpr(), !Is, Known);
  if (const auto *Call = dyn_cast<clang::CallExpr>(Value)) {
    const clang::FunctionDecl *Callee = Call->getDirectCallee();
    bool IsExpected = Callee && Callee->getBuiltinID() && Call->getNumArgs() > 0 &&
                      Callee->getName().starts_with("__builtin_expect");
    return !IsExpected || refine(*Call->getArg(0), Is, Known);
  }
  if (const auto *Equality = dyn_cast<clang::BinaryOperator>(Value);
      Equality && Equality->isEqualityOp()) {
    const VarDecl *Named = variableOf(Equality->getLHS());
    std::optional<uint64_t> Number = constantOf(*Equality->getRHS(), Context);
    if (!Named || !Number || !Bits.isKept(*Named) || Is != (Equality->getOpcode() == clang::BO_EQ))
      return true;
    auto At = Known.try_emplace(Named, Bits.unknown(Named->getType())).first;
    KnownBits &Here = At->second.Bits;
    Here = Here.unionWith(
        KnownBits::makeConstant(llvm::APInt(64, *Number).zextOrTrunc(Here.getBitWidth())));
    return !Here.hasConflict();
  }
  const VarDecl *Variable = variableOf(Value);
  std::optional<uint64_t> Mask;
  if (const auto *And = dyn_cast<clang::BinaryOperator>(Value);
      And && And->getOpcode() == clang::BO_And) {
    Variable = variableOf(And->getLHS());
    Mask = constantOf(*And->getRHS(), Context);
    if (!Mask)
      return true;
  }
  if (!Variable || !Bits.isKept(*Variable))
    return true;
  auto Found = Known.try_emplace(Variable, Bits.unknown(Variable->getType())).first;
  KnownBits &Here = Found->second.Bits;
  llvm::APInt Wanted = Mask ? llvm::APInt(64, *Mask).trunc(std::min(64U, Here.getBitWidth()))
                            : llvm::APInt::getAllOnes(Here.getBitWidth());
  if (Wanted.getBitWidth() != Here.getBitWidth())
    return true;
  if (!Is)
    Here.Zero |= Wanted;
  else if (Wanted.isPowerOf2())
    Here.One |= Wanted;
  return !Here.hasConflict();
}

void BranchBits::successors(const clang::CFGBlock &Block, const KnownVariables &After,
                            const BranchTaker &Take) const {
  const Stmt *Terminator = Block.getTerminatorStmt();
  if (Terminator && llvm::isa<clang::SwitchStmt>(Terminator))
    return cases(Block, *dyn_cast<clang::SwitchStmt>(Terminator), After, Take);
  const Expr *Condition = Block.succ_size() == 2 ? Block.getLastCondition() : nullptr;
  if (!Condition) {
    for (const clang::CFGBlock *Next : Block.succs())
      if (Next)
        Take(*Next, After);
    return;
  }
  FlowValue Value = Bits.of(*Condition, After);
  std::optional<bool> Is = truthOf(Value);
  if (constantOf(*Condition, Context))
    Is = std::nullopt; // another configuration may have another constant
  else if (Value.IsOpaque && !Is)
    return;
  bool Branch = true; // the first is where it holds
  for (const clang::CFGBlock *Next : Block.succs()) {
    KnownVariables There = After;
    bool IsPossible = (!Is || *Is == Branch) &&
                      (constantOf(*Condition, Context) || refine(*Condition, Branch, There));
    if (Next && IsPossible)
      Take(*Next, There);
    Branch = false;
  }
}

void BranchBits::cases(const clang::CFGBlock &Block, const clang::SwitchStmt &Switch,
                       const KnownVariables &After, const BranchTaker &Take) const {
  FlowValue Value = Bits.of(*Switch.getCond(), After);
  if (Value.IsOpaque && !Value.Bits.isConstant())
    return;
  unsigned Width = Value.Bits.getBitWidth();
  uint64_t Covered = 0;
  const clang::CFGBlock *Otherwise = nullptr;
  for (const clang::CFGBlock *Next : Block.succs()) {
    const auto *Case = Next ? dyn_cast_or_null<clang::CaseStmt>(Next->getLabel()) : nullptr;
    if (!Case) {
      Otherwise = Next ? Next : Otherwise;
      continue;
    }
    std::optional<uint64_t> Low = constantOf(*Case->getLHS(), Context);
    if (Low && !Case->getRHS()) {
      KnownBits Wanted = KnownBits::makeConstant(llvm::APInt(64, *Low).zextOrTrunc(Width));
      std::optional<bool> Equal = KnownBits::eq(Value.Bits, Wanted);
      if (Equal && !*Equal)
        continue;
      ++Covered;
    }
    Take(*Next, After);
  }
  unsigned Unknown = Width - (Value.Bits.Zero | Value.Bits.One).popcount();
  bool AreAll = Unknown < 16 && Covered >= (uint64_t(1) << Unknown);
  if (Otherwise && !AreAll)
    Take(*Otherwise, After);
}
