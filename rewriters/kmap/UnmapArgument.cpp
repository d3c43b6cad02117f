// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/UnmapArgument.h"

#include "rewriters/kmap/CopiedValue.h"
#include <deque>

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;

namespace {

/// The statements that a path gets to from behind \p From before it meets one of \p Stops, those
/// included, in no order.
std::set<const Stmt *> reachedFrom(const Stmt &From, const std::set<const Stmt *> &Stops,
                                   const clang::CFG &Graph) {
  std::set<const Stmt *> Result;
  std::set<const clang::CFGBlock *> Seen;
  std::deque<const clang::CFGBlock *> Queue;
  auto Walk = [&](const clang::CFGBlock &Block, unsigned Index) {
    for (; Index < Block.size(); ++Index)
      if (auto Part = Block[Index].getAs<clang::CFGStmt>()) {
        Result.insert(Part->getStmt());
        if (Stops.count(Part->getStmt()))
          return;
      }
    for (const clang::CFGBlock *Next : Block.succs())
      if (Next && Seen.insert(Next).second)
        Queue.push_back(Next);
  };
  for (const clang::CFGBlock *Block : Graph)
    for (unsigned I = 0; I < Block->size(); ++I)
      if (auto Part = (*Block)[I].getAs<clang::CFGStmt>(); Part && Part->getStmt() == &From)
        Walk(*Block, I + 1);
  while (!Queue.empty()) {
    const clang::CFGBlock *Next = Queue.front();
    Queue.pop_front();
    Walk(*Next, 0);
  }
  return Result;
}

/// The address that \p Value is made from, and what is taken off from that.
const Expr *baseAndDistances(const Expr &Value, std::vector<const Expr *> &TakenOff) {
  const Expr *Plain = Value.IgnoreParenCasts();
  const auto *Sum = dyn_cast<clang::BinaryOperator>(Plain);
  if (!Sum || !Sum->isAdditiveOp())
    return Plain;
  if (Sum->getOpcode() == clang::BO_Sub)
    TakenOff.push_back(Sum->getRHS());
  return baseAndDistances(*Sum->getLHS(), TakenOff);
}

/// True for what makes a new value of the old one, so that it is another.
bool isStep(const Stmt &Change) {
  const auto *Operator = dyn_cast<clang::UnaryOperator>(&Change);
  return llvm::isa<clang::CompoundAssignOperator>(Change) ||
         (Operator && Operator->isIncrementDecrementOp());
}

} // namespace

std::set<const Expr *> UnmapArguments::mapsOf(unsigned Group) const {
  std::set<const Expr *> Result;
  for (const MappingCall &Call : Found.Calls)
    if (Call.Group == Group && Call.maps() && Call.Name)
      Result.insert(Call.Call);
  return Result;
}

/// What gives \p Part another value between \p Given, which gives \p Address its value, and \p
/// Unmap, with \p Address as it is.
const Stmt *UnmapArguments::changedSince(const Stmt &Given, const VarDecl &Address,
                                         const clang::ValueDecl &Part, const Stmt &Unmap) const {
  std::set<const Stmt *> Others, Changes;
  for (const auto &[At, Handle] : Found.Stores) {
    const auto *Operator = dyn_cast<clang::UnaryOperator>(At);
    if (Operator && Operator->getOpcode() == clang::UO_AddrOf)
      continue;
    if (Handle == &Address)
      Others.insert(At);
    else if (Handle == &Part)
      Changes.insert(At);
  }
  std::set<const Stmt *> Reached = reachedFrom(Given, Others, Graph);
  for (const Stmt *Change : Changes)
    if (Reached.count(Change) && reachedFrom(*Change, Others, Graph).count(&Unmap))
      return Change;
  return nullptr;
}

std::optional<WrongUnmap> UnmapArguments::wrongIn(const MappingCall &Unmap) const {
  if (Unmap.Effect->Does != Mapping::Effect::Unmap || Unmap.Helper)
    return std::nullopt;
  const Expr &Argument = *Unmap.Call->getArg(0);
  if (Bound.placeOf(Argument, mapsOf(Unmap.Group)) == PageBound::Place::Outside)
    return WrongUnmap{Unmap.Call, "the address is in another page than the one that was mapped"};
  std::vector<const Expr *> TakenOff;
  const auto *Address = dyn_cast_or_null<VarDecl>(namedAt(baseAndDistances(Argument, TakenOff)));
  const ReachingDefinitions *Definitions = Body.definitions();
  if (!Address || !Definitions || TakenOff.empty())
    return std::nullopt;
  std::set<const clang::ValueDecl *> Parts;
  for (const Expr *Each : TakenOff)
    Parts.merge(partsOf(*Each));
  for (const Definition *Given : Definitions->reaching(*Address, Argument)) {
    if (!Given->isPlain())
      continue;
    std::set<const clang::ValueDecl *> Added = partsOf(*Given->Value);
    for (const clang::ValueDecl *Part : Parts)
      if (Part != Address && Added.count(Part))
        if (const Stmt *Change = changedSince(*Given->Where, *Address, *Part, *Unmap.Call))
          return WrongUnmap{Change,
                            Part->getNameAsString() +
                                " is changed, which was added to the address and is taken "
                                "off to unmap",
                            isStep(*Change)};
  }
  return std::nullopt;
}

bool UnmapArguments::isInPage(const clang::ValueDecl *Handle, const MappingCall &Unmap,
                              unsigned Group) const {
  const auto *Variable = dyn_cast_or_null<VarDecl>(Handle);
  return Variable &&
         Bound.placeOf(*Variable, mapsOf(Group), *Unmap.Call) == PageBound::Place::Inside;
}
