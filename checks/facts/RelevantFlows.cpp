// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/RelevantFlows.h"

using namespace kphys;

const KnownName *kphys::knownNameOf(const KindCatalog &Kinds, llvm::StringRef Key,
                                    std::optional<unsigned> &Parameter) {
  Key.consume_front("D:");
  auto [Form, Name] = Key.split(':');
  if (Form == "F" || Form == "G")
    return Kinds.find(Name);
  if (Form == "P") {
    auto [Function, Index] = Name.rsplit(':');
    unsigned Number = 0;
    if (Index.getAsInteger(10, Number))
      return nullptr;
    Parameter = Number;
    return Kinds.find(Function);
  }
  return Form == "R" ? Kinds.find(Name) : nullptr;
}

AddressFacts kphys::relevantFlows(AddressFacts Facts, const KindCatalog &Kinds) {
  std::vector<unsigned> Group(Facts.Slots.size());
  for (unsigned I = 0; I < Group.size(); ++I)
    Group[I] = I;
  auto Find = [&](unsigned I) {
    while (Group[I] != I)
      I = Group[I] = Group[Group[I]];
    return I;
  };
  for (const FlowEdge &Edge : Facts.Edges)
    Group[Find(Edge.From)] = Find(Edge.To);

  std::vector<char> Matters(Group.size());
  for (unsigned I = 0; I < Group.size(); ++I) {
    std::optional<unsigned> Parameter;
    if (Facts.Slots[I].IsAddress || knownNameOf(Kinds, Facts.Slots[I].Key, Parameter))
      Matters[Find(I)] = true;
  }

  AddressFacts Result;
  std::vector<unsigned> NewIndex(Group.size());
  for (unsigned I = 0; I < Group.size(); ++I)
    if (Matters[Find(I)]) {
      NewIndex[I] = Result.Slots.size();
      Result.Slots.push_back(std::move(Facts.Slots[I]));
    }
  for (FlowEdge &Edge : Facts.Edges)
    if (Matters[Find(Edge.From)]) {
      Edge.From = NewIndex[Edge.From];
      Edge.To = NewIndex[Edge.To];
      if (Edge.Call != FlowEdge::NoCall)
        Edge.Call = Matters[Find(Edge.Call)] ? NewIndex[Edge.Call] : FlowEdge::NoCall;
      Result.Edges.push_back(std::move(Edge));
    }
  return Result;
}
