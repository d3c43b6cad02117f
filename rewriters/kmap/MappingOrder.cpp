// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/MappingOrder.h"

#include <deque>

using namespace kphys;
using clang::Stmt;

namespace {

/// A mapping of a group, or (a number behind those) what a call has left mapped.
using Item = unsigned;

struct State {
  std::set<Item> May;                       ///< be mapped
  std::set<Item> Must;                      ///< be mapped
  std::set<std::pair<Item, Item>> MayOrder; ///< the second was mapped while the first was
  bool operator==(const State &) const = default;

  void meet(const State &With) {
    May.insert(With.May.begin(), With.May.end());
    MayOrder.insert(With.MayOrder.begin(), With.MayOrder.end());
    std::erase_if(Must, [&](Item Each) { return !With.Must.count(Each); });
  }

  void map(Item New, bool IsSure) {
    for (Item Each : May)
      if (Each != New)
        MayOrder.emplace(Each, New);
    std::erase_if(MayOrder, [&](const auto &Pair) { return Pair.first == New; });
    May.insert(New);
    if (IsSure)
      Must.insert(New);
  }

  void unmap(Item Old) {
    May.erase(Old);
    Must.erase(Old);
    std::erase_if(MayOrder,
                  [&](const auto &Pair) { return Pair.first == Old || Pair.second == Old; });
  }
};

/// The functions that \p Part names, those that it hands on among them.
void addNamed(const Stmt &Part, std::vector<const clang::FunctionDecl *> &Into) {
  if (const auto *Named = llvm::dyn_cast<clang::DeclRefExpr>(&Part))
    if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Named->getDecl()))
      Into.push_back(Function->getCanonicalDecl());
  for (const Stmt *Child : Part.children())
    if (Child)
      addNamed(*Child, Into);
}

class Follower {
public:
  Follower(const Mappings &Found, const clang::CFG &Graph, const OpenFunctions &Open,
           const std::map<const clang::CallExpr *, unsigned> &Exchanged)
      : Found(Found), Graph(Graph), Open(Open), Exchanged(Exchanged),
        Before(Graph.getNumBlockIDs()) {
    for (const MappingCall &Call : Found.Calls) {
      Calls[Call.Call] = &Call;
      bool IsLocal = !Call.Name && !Call.Helper;
      if (Call.Effect->IsAtomic || IsLocal)
        OnStack.insert(Call.Group);
    }
  }

  MappingOrder run() {
    std::deque<const clang::CFGBlock *> Queue = {&Graph.getEntry()};
    Before[Graph.getEntry().getBlockID()].emplace();
    while (!Queue.empty()) {
      const clang::CFGBlock *Block = Queue.front();
      Queue.pop_front();
      State Now = *Before[Block->getBlockID()];
      go(*Block, Now, /*Looks=*/false);
      if (Block->hasNoReturnElement())
        continue;
      for (const clang::CFGBlock *Next : Block->succs()) {
        if (!Next)
          continue;
        std::optional<State> &There = Before[Next->getBlockID()];
        std::optional<State> Old = There;
        There ? There->meet(Now) : void(There = Now);
        if (There != Old)
          Queue.push_back(Next);
      }
    }
    for (const clang::CFGBlock *Block : Graph)
      if (std::optional<State> Now = Before[Block->getBlockID()])
        go(*Block, *Now, /*Looks=*/true);
    const std::optional<State> &End = Before[Graph.getExit().getBlockID()];
    auto IsOnStack = [&](Item Each) { return this->isOnStack(Each); };
    Result.MayLeave = End && llvm::any_of(End->May, IsOnStack);
    Result.AlwaysLeaves = End && llvm::any_of(End->Must, IsOnStack);
    return std::move(Result);
  }

private:
  void go(const clang::CFGBlock &Block, State &Now, bool Looks) {
    for (const clang::CFGElement &Element : Block)
      if (auto Part = Element.getAs<clang::CFGStmt>())
        step(*Part->getStmt(), Now, Looks);
  }

  void step(const Stmt &Part, State &Now, bool Looks) {
    auto Known = Calls.find(&Part);
    if (Known != Calls.end()) {
      if (Known->second->maps())
        Now.map(Known->second->Group, /*IsSure=*/true);
      else
        unmap(*Known->second, Now, Looks);
    } else if (const auto *Call = llvm::dyn_cast<clang::CallExpr>(&Part)) {
      call(*Call, Now, Looks);
    }
  }

  bool isOnStack(Item Each) const {
    return Each >= Found.Groups.size() || OnStack.count(Each) != 0;
  }

  void unmap(const MappingCall &Call, State &Now, bool Looks) {
    auto Instead = Exchanged.find(Call.Call);
    const Item Group = Instead == Exchanged.end() ? Call.Group : Instead->second;
    if (!Now.May.count(Group)) { // another function's
      endThoseOfOthers(Now);
      Result.MayEndOther = true;
      return;
    }
    if (Looks)
      for (Item Later : Now.Must)
        if (Now.MayOrder.count({Group, Later}) && !Now.MayOrder.count({Later, Group})) {
          WrongOrder New = {Call.Call, leftBy(Later), isOnStack(Group) && isOnStack(Later)};
          Result.Wrong.try_emplace(Group, New);
          if (Later < Found.Groups.size())
            Result.Wrong.try_emplace(Later, New);
        }
    Now.unmap(Group);
  }

  void call(const clang::CallExpr &Call, State &Now, bool Looks) {
    std::vector<const clang::FunctionDecl *> Named;
    addNamed(Call, Named);
    for (const clang::FunctionDecl *Each : Named)
      if (Open.Ends.count(Each)) {
        endThoseOfOthers(Now);
        Result.MayEndOther |= Looks;
      }
    // Nobody looks at what a function returns that is handed on.
    const clang::FunctionDecl *Callee = Call.getDirectCallee();
    for (const clang::FunctionDecl *Each : Named)
      if (auto Leaves = Open.Leaves.find(Each); Leaves != Open.Leaves.end())
        Now.map(itemOf(*Each), Leaves->second || !Callee || Callee->getCanonicalDecl() != Each);
  }

  void endThoseOfOthers(State &Now) const {
    for (Item Each : std::set<Item>(Now.May))
      if (Each >= Found.Groups.size())
        Now.unmap(Each);
  }

  Item itemOf(const clang::FunctionDecl &Function) {
    auto At = llvm::find(Openers, &Function);
    if (At == Openers.end())
      At = Openers.insert(At, &Function);
    return Found.Groups.size() + (At - Openers.begin());
  }

  const clang::FunctionDecl *leftBy(Item Each) const {
    return Each < Found.Groups.size() ? nullptr : Openers[Each - Found.Groups.size()];
  }

  const Mappings &Found;
  const clang::CFG &Graph;
  const OpenFunctions &Open;
  const std::map<const clang::CallExpr *, unsigned> &Exchanged;
  std::set<Item> OnStack;                   ///< groups of mappings that are one already
  std::vector<std::optional<State>> Before; ///< by block
  std::map<const Stmt *, const MappingCall *> Calls;
  std::vector<const clang::FunctionDecl *> Openers;
  MappingOrder Result;
};

} // namespace

MappingOrder MappingOrder::in(const Mappings &Found, const clang::CFG &Graph,
                              const OpenFunctions &Open,
                              const std::map<const clang::CallExpr *, unsigned> &Exchanged) {
  return Follower(Found, Graph, Open, Exchanged).run();
}
