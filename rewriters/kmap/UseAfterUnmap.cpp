// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/UseAfterUnmap.h"

#include "rewriters/kmap/CopiedValue.h"
#include "clang/Analysis/CFG.h"
#include <deque>

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;

namespace {

/// What a variable may have, by the call that maps: an address of that mapping, which is still
/// there, or is not.
struct Held {
  std::set<const Stmt *> Live, Stale;
  bool HasOther = false; ///< something else, perhaps
  bool operator==(const Held &) const = default;

  void meet(const Held &With) {
    Live.insert(With.Live.begin(), With.Live.end());
    Stale.insert(With.Stale.begin(), With.Stale.end());
    HasOther |= With.HasOther;
  }
};

/// Nothing about a variable: it has something else.
using State = std::map<const VarDecl *, Held>;

class Follower {
public:
  Follower(const Mappings &Found, const FunctionBody &Body, const clang::CFG &Graph)
      : Body(Body), Graph(Graph), Before(Graph.getNumBlockIDs()) {
    for (const MappingCall &Call : Found.Calls)
      Calls[Call.Call] = &Call;
  }

  std::map<unsigned, StaleUse> run() {
    std::deque<const clang::CFGBlock *> Queue = {&Graph.getEntry()};
    Before[Graph.getEntry().getBlockID()].emplace();
    while (!Queue.empty()) {
      const clang::CFGBlock *Block = Queue.front();
      Queue.pop_front();
      State Now = *Before[Block->getBlockID()];
      for (const clang::CFGElement &Element : *Block)
        if (auto Part = Element.getAs<clang::CFGStmt>())
          step(*Part->getStmt(), Now);
      if (Block->hasNoReturnElement())
        continue;
      for (const clang::CFGBlock *Next : Block->succs())
        if (Next && meet(Before[Next->getBlockID()], Now))
          Queue.push_back(Next);
    }
    for (const Stmt *Each : Body.statements()) // in the order of the text
      Order.try_emplace(Each, Order.size());
    for (const clang::CFGBlock *Block : Graph) {
      if (!Before[Block->getBlockID()])
        continue;
      State Now = *Before[Block->getBlockID()];
      for (const clang::CFGElement &Element : *Block)
        if (auto Part = Element.getAs<clang::CFGStmt>()) {
          look(*Part->getStmt(), Now);
          step(*Part->getStmt(), Now);
        }
    }
    return std::move(Result);
  }

private:
  static bool meet(std::optional<State> &Here, const State &From) {
    if (!Here) {
      Here = From;
      return true;
    }
    State Old = *Here;
    Held Other;
    Other.HasOther = true;
    for (auto &[Variable, Value] : *Here) {
      auto There = From.find(Variable);
      Value.meet(There == From.end() ? Other : There->second);
    }
    for (const auto &[Variable, Value] : From)
      if (!Here->count(Variable)) {
        Held &New = (*Here)[Variable] = Value;
        New.HasOther = true;
      }
    return !(*Here == Old);
  }

  void step(const Stmt &Part, State &Now) {
    if (auto Known = Calls.find(&Part); Known != Calls.end()) {
      if (!Known->second->maps())
        unmap(*Known->second, Now);
    } else if (const auto *Declared = dyn_cast<clang::DeclStmt>(&Part)) {
      for (const clang::Decl *Each : Declared->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(Each))
          give(*Variable, Variable->getInit(), Now);
    } else if (const auto *Operator = dyn_cast<clang::BinaryOperator>(&Part)) {
      if (Operator->getOpcode() == clang::BO_Assign)
        if (const auto *Variable =
                dyn_cast_or_null<VarDecl>(namedAt(Operator->getLHS()->IgnoreParenCasts())))
          give(*Variable, Operator->getRHS(), Now);
    }
  }

  void give(const VarDecl &Variable, const Expr *Value, State &Now) {
    const Expr *Base = Value ? addressIn(*Value) : nullptr;
    auto Call = Calls.find(Base);
    Held New;
    if (Call != Calls.end() && Call->second->maps()) {
      for (auto &[Other, Has] : Now) // what they have of an earlier round is another mapping
        if (Has.Live.erase(Base))
          Has.HasOther = true;
      New.Live.insert(Base);
    } else {
      const auto *From = Base ? dyn_cast_or_null<VarDecl>(namedAt(Base)) : nullptr;
      auto Known = Now.find(From);
      if (Known == Now.end()) {
        Now.erase(&Variable);
        return;
      }
      New = Known->second;
    }
    Now[&Variable] = std::move(New);
  }

  /// The variable or call that \p Value, an address, is made from; see Mappings.cpp.
  static const Expr *addressIn(const Expr &Value) {
    const Expr *Plain = Value.IgnoreParenCasts();
    if (const auto *Sum = dyn_cast<clang::BinaryOperator>(Plain)) {
      if (Sum->getOpcode() == clang::BO_Assign)
        return addressIn(*Sum->getLHS());
      if (!Sum->isAdditiveOp())
        return Plain;
      const Expr *Right = Sum->getRHS()->IgnoreParenCasts();
      bool LeftIsAddress = Sum->getLHS()->IgnoreParenCasts()->getType()->isPointerType();
      bool RightIsAddress = Right->getType()->isPointerType() && !LeftIsAddress;
      if (LeftIsAddress && Right->getType()->isPointerType()) // a distance
        return Plain;
      return addressIn(RightIsAddress ? *Right : *Sum->getLHS());
    }
    const auto *Address = dyn_cast<clang::UnaryOperator>(Plain);
    const auto *Element =
        Address && Address->getOpcode() == clang::UO_AddrOf
            ? dyn_cast<clang::ArraySubscriptExpr>(Address->getSubExpr()->IgnoreParens())
            : nullptr;
    return Element ? addressIn(*Element->getBase()) : Plain;
  }

  void unmap(const MappingCall &Call, State &Now) const {
    auto Ended = Now.find(dyn_cast_or_null<VarDecl>(Call.Handle));
    if (Ended == Now.end())
      return;
    const std::set<const Stmt *> Gone = Ended->second.Live;
    for (auto &[Variable, Has] : Now) {
      // Of several mappings only what is like the variable itself is known to be gone.
      if (Gone.size() != 1 && !(Has.Live == Gone))
        continue;
      for (const Stmt *Each : Gone)
        if (Has.Live.erase(Each))
          Has.Stale.insert(Each);
    }
  }

  void look(const Stmt &Part, const State &Now) {
    const auto *Named = dyn_cast<clang::DeclRefExpr>(&Part);
    auto Has = Now.find(Named ? dyn_cast<VarDecl>(Named->getDecl()) : nullptr);
    if (Has == Now.end() || Has->second.Stale.empty())
      return;
    bool Unmaps = false;
    if (!isUse(*Named, Unmaps))
      return;
    StaleUse New = {Named, Has->second.Live.empty() && !Has->second.HasOther, Unmaps};
    for (const Stmt *Map : Has->second.Stale) {
      StaleUse &Known = Result[Calls.at(Map)->Group];
      bool IsBetter = !Known.Where || (New.IsOnAllWays && !Known.IsOnAllWays) ||
                      (New.IsOnAllWays == Known.IsOnAllWays && Order[Named] < Order[Known.Where]);
      if (IsBetter)
        Known = New;
    }
  }

  /// True if what \p Address, a variable, has is looked at, or given to somebody who may.
  bool isUse(const Expr &Address, bool &Unmaps) const {
    bool IsPlace = false; // what is pointed to, not an address
    const Stmt *Part = &Address;
    for (const Stmt *Parent = Body.parent(Part); Parent;
         Part = Parent, Parent = Body.parent(Part)) {
      if (const auto *Cast = dyn_cast<clang::CastExpr>(Parent)) {
        if (Cast->getCastKind() == clang::CK_ToVoid ||
            Cast->getCastKind() == clang::CK_PointerToBoolean)
          return false;
        if (IsPlace && Cast->getCastKind() == clang::CK_LValueToRValue)
          return true;
      } else if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Parent)) {
        if (Unary->getOpcode() == clang::UO_AddrOf) {
          if (!IsPlace)
            return true; // that of the variable
          IsPlace = false;
        } else if (Unary->getOpcode() == clang::UO_Deref) {
          IsPlace = true;
        } else if (Unary->getOpcode() == clang::UO_LNot) {
          return IsPlace;
        } else if (Unary->isIncrementDecrementOp()) {
          if (IsPlace)
            return true;
        } else if (IsPlace) {
          return true;
        }
      } else if (const auto *Element = dyn_cast<clang::ArraySubscriptExpr>(Parent)) {
        if (Element->getIdx() == Part)
          return true;
        IsPlace = true;
      } else if (llvm::isa<clang::MemberExpr>(Parent)) {
        IsPlace = true;
      } else if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Parent)) {
        if (IsPlace)
          return true;
        if (!goesOn(*Binary, *Part))
          return isStoredAway(*Binary, *Part);
      } else if (llvm::isa<clang::ParenExpr, clang::ConditionalOperator, clang::StmtExpr>(Parent)) {
        // A condition is not what it decides upon.
        const auto *Choice = dyn_cast<clang::ConditionalOperator>(Parent);
        if (Choice && Choice->getCond() == Part)
          return IsPlace;
      } else if (const auto *Call = dyn_cast<clang::CallExpr>(Parent)) {
        auto Known = Calls.find(Call);
        Unmaps = Known != Calls.end() && !Known->second->maps();
        return true;
      } else {
        return IsPlace || llvm::isa<clang::ReturnStmt, clang::AsmStmt, clang::InitListExpr>(Parent);
      }
    }
    return IsPlace;
  }

  /// True if \p Parent is an address made from \p Part, another one.
  static bool goesOn(const clang::BinaryOperator &Parent, const Stmt &Part) {
    if (Parent.getOpcode() == clang::BO_Comma)
      return Parent.getRHS() == &Part;
    return Parent.isAdditiveOp() && Parent.getType()->isPointerType();
  }

  /// True if \p Store puts \p Part somewhere else than into a local variable, where it can be
  /// followed.
  static bool isStoredAway(const clang::BinaryOperator &Store, const Stmt &Part) {
    if (!Store.isAssignmentOp() || Store.getRHS() != &Part)
      return false;
    const auto *To = dyn_cast_or_null<VarDecl>(namedAt(Store.getLHS()->IgnoreParenCasts()));
    return !To || !To->hasLocalStorage();
  }

  const FunctionBody &Body;
  const clang::CFG &Graph;
  std::vector<std::optional<State>> Before; ///< by block
  std::map<const Stmt *, const MappingCall *> Calls;
  std::map<const Stmt *, size_t> Order;
  std::map<unsigned, StaleUse> Result;
};

} // namespace

std::map<unsigned, StaleUse> kphys::usesAfterUnmap(const Mappings &Found, const FunctionBody &Body,
                                                   const clang::CFG &Graph) {
  return Follower(Found, Body, Graph).run();
}
