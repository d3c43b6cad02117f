// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/DemandChain.h"

#include "checks/extract/SlotKey.h"

using namespace kphys;

namespace {

class Climber {
public:
  Climber(const Solver &Solved, const FlowGraph &Graph) : Solved(Solved), Graph(Graph) {}

  void start(unsigned Parameter) {
    Result.push_back({0, Solved.describe(Parameter, nullptr), Parameter});
    climb(Parameter, 1);
  }

  std::vector<DemandLink> Result;

private:
  bool isParameter(unsigned Slot) const {
    SlotKey Key(Graph.slots()[Slot].Key);
    return Key.Form == 'P' && !Key.IsPointee;
  }

  void climb(unsigned Parameter, unsigned Depth) {
    if (!Seen.insert(Parameter).second)
      return;
    for (unsigned Number : Graph.into(Parameter)) {
      const FlowEdge &Step = Graph.edges()[Number];
      if (Step.How == FlowEdge::Way::Return)
        continue;
      Result.push_back({Depth, Solved.describe(Step.From, &Step), Step.From});
      for (unsigned Outer : parametersBehind(Step.From))
        climb(Outer, Depth + 1);
    }
  }

  /// The parameters of its function that \p Slot is made from.
  std::vector<unsigned> parametersBehind(unsigned Slot) const {
    std::vector<unsigned> Found, Queue = {Slot};
    std::set<unsigned> Known = {Slot};
    for (size_t Done = 0; Done < Queue.size(); ++Done) {
      if (isParameter(Queue[Done])) {
        Found.push_back(Queue[Done]);
        continue;
      }
      if (llvm::StringRef("FG").contains(SlotKey(Graph.slots()[Queue[Done]].Key).Form))
        continue; // kept in memory by anybody
      for (unsigned Number : Graph.into(Queue[Done])) {
        const FlowEdge &Step = Graph.edges()[Number];
        if (Step.How == FlowEdge::Way::Copy && !Step.IsAddend && Known.insert(Step.From).second)
          Queue.push_back(Step.From);
      }
    }
    return Found;
  }

  const Solver &Solved;
  const FlowGraph &Graph;
  std::set<unsigned> Seen;
};

} // namespace

std::vector<DemandLink> kphys::demandChain(const Solver &Solved, const FlowGraph &Graph,
                                           llvm::StringRef Function) {
  Climber Up(Solved, Graph);
  for (unsigned I = 0; I < Graph.slots().size(); ++I) {
    SlotKey Key(Graph.slots()[I].Key);
    bool IsDeclared = llvm::StringRef(Graph.slots()[I].Key).starts_with("P:");
    if (IsDeclared && Key.Parameter && plainName(Key.Symbol) == Function &&
        ((Solved.demands(I) & bit(Kind::Kphys)) || Solved.contract(I) == Kind::Kphys))
      Up.start(I);
  }
  return std::move(Up.Result);
}
