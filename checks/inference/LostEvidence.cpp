// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/LostEvidence.h"

#include <map>

using namespace kphys;

/// Why what \p Step takes does not get on.
static std::string reason(const Solver &Solved, const FlowGraph &Graph, const KindCatalog &Kinds,
                          const FlowEdge &Step) {
  if (const KnownName *Name = Solved.nameOf(Step.To))
    return "the catalog says what this is: " + Name->Why;
  if (!Step.Guard.empty())
    return "a guard was asked about it: " + Step.Guard;
  if (Kinds.dmaTypes().count(Graph.slots()[Step.To].Type))
    return "what is kept in a " + Graph.slots()[Step.To].Type + " is what the device is told";
  if (Step.How != FlowEdge::Way::Copy)
    return "it belongs to another call: what one caller hands over is not given to the others";
  return "it does not get on from here";
}

LostEvidence kphys::lostEvidence(const Solver &Solved, const FlowGraph &Graph,
                                 const KindCatalog &Kinds, Kind Of, unsigned Slot) {
  std::map<unsigned, const FlowEdge *> Ways = {{Slot, nullptr}};
  std::vector<unsigned> Queue = {Slot};
  for (size_t Done = 0; Done < Queue.size(); ++Done)
    for (const FlowEdge *Step : Solved.into(Queue[Done])) {
      if (!Ways.try_emplace(Step->From, Step).second)
        continue;
      if (!(Solved.holds(Step->From) & bit(Of))) {
        Queue.push_back(Step->From);
        continue;
      }
      LostEvidence Result = {reason(Solved, Graph, Kinds, *Step), {}};
      Result.Steps.push_back(Solved.describe(Step->To, Step));
      for (PlaceNote &Each : Solved.originInWords(Of, Step->From))
        Result.Steps.push_back(std::move(Each));
      return Result;
    }
  return {"nothing that is " + std::string(kindName(Of)) + " flows there", {}};
}
