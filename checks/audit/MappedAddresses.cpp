// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/MappedAddresses.h"

#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::CallExpr;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;

std::optional<unsigned> MappedAddresses::mappingOf(const Expr *Value,
                                                   const HeldMappings &Held) const {
  Value = bare(Value);
  if (!Value)
    return std::nullopt;
  if (const VarDecl *Variable = variableOf(Value)) {
    auto Found = Held.find(number(*Variable));
    return Found == Held.end() ? std::nullopt : std::optional(Found->second);
  }
  if (auto Made = Numbers.find(dyn_cast<CallExpr>(Value)); Made != Numbers.end())
    return Made->second;
  if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Value)) {
    if (Binary->isAssignmentOp())
      return mappingOf(Binary->getLHS(), Held);
    if (Binary->getOpcode() == clang::BO_Comma)
      return mappingOf(Binary->getRHS(), Held);
    if (Binary->getOpcode() == clang::BO_Sub || Binary->getOpcode() == clang::BO_And)
      return Binary->getRHS()->getType()->isPointerType() // a distance
                 ? std::nullopt
                 : mappingOf(Binary->getLHS(), Held);
    if (Binary->getOpcode() == clang::BO_Add || Binary->getOpcode() == clang::BO_Or) {
      std::optional<unsigned> Left = mappingOf(Binary->getLHS(), Held);
      return Left ? Left : mappingOf(Binary->getRHS(), Held);
    }
    return std::nullopt;
  }
  if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Value)) {
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == clang::UO_Extension)
      return mappingOf(Unary->getSubExpr(), Held);
    if (Unary->getOpcode() == clang::UO_AddrOf)
      return baseOf(bare(Unary->getSubExpr()), Held);
    return std::nullopt;
  }
  // p->array, the address of which is in the mapping, too
  if (Value->getType()->isArrayType())
    return baseOf(Value, Held);
  if (const auto *Block = dyn_cast<clang::StmtExpr>(Value)) {
    const clang::CompoundStmt *Body = Block->getSubStmt();
    return Body->body_empty() ? std::nullopt : mappingOf(dyn_cast<Expr>(Body->body_back()), Held);
  }
  return std::nullopt;
}

std::optional<unsigned> MappedAddresses::baseOf(const Expr *Place, const HeldMappings &Held) const {
  if (const auto *Member = dyn_cast<clang::MemberExpr>(Place))
    return Member->isArrow() ? mappingOf(Member->getBase(), Held)
                             : baseOf(bare(Member->getBase()), Held);
  if (const auto *Item = dyn_cast<clang::ArraySubscriptExpr>(Place))
    return mappingOf(Item->getBase(), Held);
  if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Place))
    if (Unary->getOpcode() == clang::UO_Deref)
      return mappingOf(Unary->getSubExpr(), Held);
  return std::nullopt;
}

const VarDecl *MappedAddresses::rootOf(const Expr *Place) {
  while ((Place = bare(Place))) {
    if (const auto *Member = dyn_cast<clang::MemberExpr>(Place))
      Place = Member->getBase();
    else if (const auto *Item = dyn_cast<clang::ArraySubscriptExpr>(Place))
      Place = Item->getBase();
    else if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Place))
      Place = Unary->getSubExpr();
    else
      return variableOf(Place);
  }
  return nullptr;
}

bool MappedAddresses::mayBeIn(const Expr *Value, const HeldMappings &Held) const {
  Value = bare(Value);
  if (!Value->getType()->isPointerType() && !Value->getType()->isIntegerType())
    return false;
  if (llvm::isa<clang::ConditionalOperator, clang::BinaryConditionalOperator, clang::StmtExpr>(
          Value))
    return areIn(Value, Held);
  const auto *Call = dyn_cast<CallExpr>(Value); // strchr(p, c)
  return Call && Value->getType()->isPointerType() &&
         llvm::any_of(Call->arguments(),
                      [&](const Expr *Each) { return mappingOf(Each, Held).has_value(); });
}

bool MappedAddresses::areIn(const Stmt *Whole, const HeldMappings &Held) const {
  const auto *Value = llvm::dyn_cast_or_null<Expr>(Whole);
  if (Value && Value->getType()->isPointerType() && mappingOf(Value, Held))
    return true;
  return Whole &&
         llvm::any_of(Whole->children(), [&](const Stmt *Child) { return areIn(Child, Held); });
}
