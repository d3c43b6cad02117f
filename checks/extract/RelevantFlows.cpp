// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/RelevantFlows.h"

using namespace kphys;

const KnownName *kphys::knownNameOf(const KindCatalog &Kinds, const SlotKey &Key) {
  // What two programs define is named after the program, too: `vmlinux|name`.
  llvm::StringRef Name = Key.Symbol.substr(Key.Symbol.find('|') + 1);
  if (Key.Form == 'R') // of a function pointer
    Name.consume_front("F:");
  return llvm::StringRef("PRFG").contains(Key.Form) ? Kinds.find(Name) : nullptr;
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
    if (Facts.Slots[I].IsAddress || knownNameOf(Kinds, SlotKey(Facts.Slots[I].Key)))
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
