// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/MappingFlow.h"

#include <deque>

using namespace kphys;

namespace {

/// The mappings in the order they were made, the last one last; nothing where paths disagree.
using Stack = std::optional<std::vector<unsigned>>;

struct State {
  bool IsReached = false;
  std::set<unsigned> MayBeMapped;
  std::set<unsigned> MayBeTwice; ///< those of them that may be mapped once more
  Stack Mapped = std::vector<unsigned>();

  bool operator==(const State &) const = default;
};

class Follower {
public:
  Follower(const clang::CFG &Graph, const Mappings &Found, MappingFlow &Into)
      : Graph(Graph), Found(Found), Into(Into), Before(Graph.getNumBlockIDs()) {
    for (const MappingCall &Call : Found.Calls)
      Calls[Call.Call] = &Call;
  }

  void run(std::optional<unsigned> AtEntry, const PartVisitor &Visit,
           const CleanupVisitor &VisitCleanup) {
    std::deque<const clang::CFGBlock *> Queue = {&Graph.getEntry()};
    State &Entry = Before[Graph.getEntry().getBlockID()];
    Entry.IsReached = true;
    if (AtEntry) {
      Entry.MayBeMapped = {*AtEntry};
      Entry.Mapped = {{*AtEntry}};
    }
    while (!Queue.empty()) {
      const clang::CFGBlock *Block = Queue.front();
      Queue.pop_front();
      State After = Before[Block->getBlockID()];
      for (const clang::CFGElement &Element : *Block)
        if (auto Statement = Element.getAs<clang::CFGStmt>())
          step(*Statement->getStmt(), After);
      if (Block->hasNoReturnElement()) // BUG() does not end the function
        continue;
      for (const clang::CFGBlock *Next : Block->succs())
        if (Next && meet(*Next, After))
          Queue.push_back(Next);
    }
    const State &End = Before[Graph.getExit().getBlockID()];
    Into.OpenAtEnd = End.MayBeMapped;
    Into.AtEnd = End.Mapped;
    findEnded();
    for (const clang::CFGBlock *Block : Graph) {
      State Now = Before[Block->getBlockID()];
      for (const clang::CFGElement &Element : *Block) {
        if (auto Cleanup = Element.getAs<clang::CFGCleanupFunction>(); Cleanup && VisitCleanup)
          VisitCleanup(*Cleanup->getVarDecl(), *Cleanup->getFunctionDecl(), Now.MayBeMapped);
        if (auto Statement = Element.getAs<clang::CFGStmt>()) {
          std::set<unsigned> Mapped = Now.MayBeMapped;
          const std::set<unsigned> &Ended = EndedFrom[Statement->getStmt()];
          std::erase_if(Mapped, [&](unsigned Group) {
            return Found.endsHere(Group) && Found.isAtomic(Group) && !Ended.count(Group);
          });
          if (!Mapped.empty())
            Visit(*Statement->getStmt(), Mapped);
          checkExchange(*Statement->getStmt(), Now);
          step(*Statement->getStmt(), Now);
        }
      }
    }
  }

private:
  /// Finds, for each statement, the groups that a call unmaps there or later, not mapped anew
  /// before. The others are not mapped there: preemption would stay off for ever.
  void findEnded() {
    std::vector<std::set<unsigned>> AtBegin(Graph.getNumBlockIDs());
    for (bool IsMore = true; IsMore;) {
      IsMore = false;
      for (const clang::CFGBlock *Block : Graph) {
        std::set<unsigned> Ended;
        for (const clang::CFGBlock *Next : Block->succs())
          if (Next)
            Ended.insert(AtBegin[Next->getBlockID()].begin(), AtBegin[Next->getBlockID()].end());
        for (const clang::CFGElement &Element : llvm::reverse(*Block))
          if (auto Statement = Element.getAs<clang::CFGStmt>()) {
            auto Known = Calls.find(Statement->getStmt());
            if (Known != Calls.end() && Known->second->maps())
              Ended.erase(groupOf(*Known->second));
            else if (Known != Calls.end())
              Ended.insert(groupOf(*Known->second));
            EndedFrom[Statement->getStmt()] = Ended;
          }
        IsMore |= Ended != AtBegin[Block->getBlockID()];
        AtBegin[Block->getBlockID()] = std::move(Ended);
      }
    }
  }

  unsigned groupOf(const MappingCall &Call) const {
    auto Instead = Into.Exchanged.find(Call.Call);
    return Instead == Into.Exchanged.end() ? Call.Group : Instead->second;
  }

  void step(const clang::Stmt &Statement, State &Now) {
    auto Known = Calls.find(&Statement);
    if (Known == Calls.end())
      return;
    exchange(*Known->second, Now);
    unsigned Group = groupOf(*Known->second);
    if (Known->second->maps()) {
      if (!Now.MayBeMapped.insert(Group).second) {
        Into.Repeated.try_emplace(Group, &Statement);
        Now.MayBeTwice.insert(Group);
      }
      if (Now.Mapped)
        Now.Mapped->push_back(Group);
      return;
    }
    if (Now.MayBeTwice.erase(Group) == 0)
      Now.MayBeMapped.erase(Group);
    if (!Now.Mapped)
      return;
    if (Found.isAtomic(Group) && llvm::count(*Now.Mapped, Group) > 1) // which of them?
      Into.OutOfOrder.try_emplace(Group, &Statement);
    if (!llvm::is_contained(*Now.Mapped, Group)) {
      Into.Unclear.try_emplace(Group, &Statement);
    } else if (Now.Mapped->back() != Group) {
      auto At = llvm::find(*Now.Mapped, Group);
      for (auto Later = At; Later != Now.Mapped->end(); ++Later)
        Into.OutOfOrder.try_emplace(*Later, &Statement);
      Now.Mapped->erase(At);
    } else {
      Now.Mapped->pop_back();
    }
  }

  /// Puts the calls of a run that starts with \p First in the order that the stack wants, if they
  /// end just what is on top of it.
  void exchange(const MappingCall &First, const State &Now) {
    if (First.Followers.empty() || !Now.Mapped || Into.Exchanged.count(First.Call))
      return;
    std::vector<const clang::CallExpr *> Run = {First.Call};
    Run.insert(Run.end(), First.Followers.begin(), First.Followers.end());
    if (Now.Mapped->size() < Run.size())
      return;
    std::vector<unsigned> Wanted(Now.Mapped->rbegin(), Now.Mapped->rbegin() + Run.size());
    std::vector<unsigned> Written;
    for (const clang::CallExpr *Call : Run)
      Written.push_back(Calls[Call]->Group);
    if (Written == Wanted || !std::is_permutation(Written.begin(), Written.end(), Wanted.begin()))
      return;
    for (size_t I = 0; I < Run.size(); ++I)
      Into.Exchanged[Run[I]] = Wanted[I];
  }

  /// A run was exchanged by what the first path that came to it had mapped: the others must have,
  /// too.
  void checkExchange(const clang::Stmt &Statement, const State &Now) {
    auto Known = Calls.find(&Statement);
    if (Known == Calls.end() || !Into.Exchanged.count(Known->second->Call))
      return;
    const unsigned Group = groupOf(*Known->second);
    if (!Now.Mapped || Now.Mapped->empty() || Now.Mapped->back() != Group)
      for (unsigned Each : {Group, Known->second->Group})
        Into.OutOfOrder.try_emplace(Each, &Statement);
  }

  /// Adds what comes in from one more path to \p Block; true if that changes anything.
  bool meet(const clang::CFGBlock &Block, const State &From) {
    State &Here = Before[Block.getBlockID()];
    State Old = Here;
    if (!Here.IsReached) {
      Here = From;
      Here.IsReached = true;
      return true;
    }
    Here.MayBeMapped.insert(From.MayBeMapped.begin(), From.MayBeMapped.end());
    Here.MayBeTwice.insert(From.MayBeTwice.begin(), From.MayBeTwice.end());
    if (Here.Mapped != From.Mapped) {
      for (unsigned Group : Here.MayBeMapped)
        Into.Unclear.try_emplace(Group, firstIn(Block));
      Here.Mapped.reset();
    }
    return !(Here == Old);
  }

  static const clang::Stmt *firstIn(const clang::CFGBlock &Block) {
    for (const clang::CFGElement &Element : Block)
      if (auto Statement = Element.getAs<clang::CFGStmt>())
        return Statement->getStmt();
    return Block.getTerminatorStmt();
  }

  const clang::CFG &Graph;
  const Mappings &Found;
  MappingFlow &Into;
  std::vector<State> Before;                                   ///< by block
  std::map<const clang::Stmt *, std::set<unsigned>> EndedFrom; ///< see findEnded()
  std::map<const clang::Stmt *, const MappingCall *> Calls;
};

/// Follows the value that a statement puts into a handle.
class ForeignValue {
public:
  ForeignValue(const Mappings &Found, const clang::Stmt &From) : Found(Found), From(From) {
    if (auto Store = Found.Stores.find(&From); Store != Found.Stores.end())
      Handle = Store->second;
    for (const MappingCall &Call : Found.Calls)
      if (Handle && Call.Handle == Handle && Call.Effect->Does == Mapping::Effect::Unmap)
        Ends.insert(Call.Call);
  }

  /// True if on all paths a call that is given the handle unmaps it.
  bool isEnded(const clang::CFG &Graph) {
    for (const clang::CFGBlock *Block : Graph)
      for (auto Element = Block->begin(); Element != Block->end(); ++Element)
        if (auto Statement = Element->getAs<clang::CFGStmt>())
          if (Statement->getStmt() == &From)
            return isEndedIn(*Block, std::next(Element)) && IsEnded;
    return false;
  }

private:
  bool isEndedIn(const clang::CFGBlock &Block, clang::CFGBlock::const_iterator At) {
    for (; At != Block.end(); ++At) {
      auto Statement = At->getAs<clang::CFGStmt>();
      if (!Statement)
        continue;
      if (Ends.count(Statement->getStmt()))
        return IsEnded = true;
      auto Other = Found.Stores.find(Statement->getStmt());
      if (Other != Found.Stores.end() && Other->second == Handle)
        return false;
    }
    if (Block.hasNoReturnElement())
      return true;
    if (Block.succ_empty())
      return false; // the end of the function
    return llvm::all_of(Block.succs(), [&](const clang::CFGBlock *Next) {
      return !Next || !Seen.insert(Next).second || isEndedIn(*Next, Next->begin());
    });
  }

  const Mappings &Found;
  const clang::Stmt &From;
  const clang::ValueDecl *Handle = nullptr;
  std::set<const clang::Stmt *> Ends;
  std::set<const clang::CFGBlock *> Seen;
  bool IsEnded = false; ///< on some path
};

} // namespace

std::unique_ptr<clang::CFG> kphys::graphOf(const FunctionSite &Site) {
  clang::CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddImplicitDtors = true; // of C, the functions of cleanup attributes
  return clang::CFG::buildCFG(&Site.Function, Site.Function.getBody(), &Site.Context, Options);
}

MappingFlow MappingFlow::through(const FunctionSite &Site, const Mappings &Found,
                                 std::optional<unsigned> AtEntry, const PartVisitor &Visit,
                                 const CleanupVisitor &VisitCleanup) {
  MappingFlow Result;
  std::unique_ptr<clang::CFG> Graph = graphOf(Site);
  if (!Graph)
    return Result;
  Result.IsComplete = true;
  Follower(*Graph, Found, Result).run(AtEntry, Visit, VisitCleanup);
  for (unsigned Group = 0; Group < Found.Groups.size(); ++Group)
    for (const clang::Stmt *At : Found.Groups[Group].Replacements)
      if (ForeignValue(Found, *At).isEnded(*Graph))
        Result.EndsOther.try_emplace(Group, At);
  return Result;
}
