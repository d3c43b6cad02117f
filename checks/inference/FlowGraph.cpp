// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/FlowGraph.h"

#include "checks/extract/SlotKey.h"
#include "llvm/ADT/STLExtras.h"

using namespace kphys;

namespace {

/// What tells flows back from one out-parameter apart: those of different calls.
auto returningCall(const FlowEdge &Of) {
  bool Is = Of.How == FlowEdge::Way::Return && Of.Name != FlowEdge::NoName;
  return std::tuple(Is ? llvm::StringRef(Of.File) : llvm::StringRef(),
                    Is ? Of.Name : FlowEdge::NoName);
}

/// Orders what units say of the same slot: one that names it before one that does not, the
/// definition in a source before the declaration in a header.
auto preference(const Slot &Of) {
  return std::tuple(Of.Name.empty(), !llvm::StringRef(Of.File).ends_with(".c"),
                    std::tie(Of.File, Of.Line, Of.Name));
}

auto order(const FlowEdge &Of) {
  return std::tuple(Of.From, Of.To, Of.How, Of.Call, returningCall(Of), Of.IsAddend, Of.IsMoved,
                    llvm::StringRef(Of.Guard), llvm::StringRef(Of.File), Of.Line);
}

} // namespace

void FlowGraph::add(const AddressFacts &Facts) {
  std::vector<unsigned> Index;
  for (const Slot &Each : Facts.Slots) {
    auto [Known, IsNew] = ByKey.try_emplace(Each.Key, Slots.size());
    if (IsNew)
      Slots.push_back(Each);
    else if (preference(Each) < preference(Slots[Known->second]))
      Slots[Known->second] = Each;
    Index.push_back(Known->second);
  }
  for (FlowEdge Each : Facts.Edges) {
    Each.From = Index[Each.From];
    Each.To = Index[Each.To];
    if (Each.Call != FlowEdge::NoCall)
      Each.Call = Index[Each.Call];
    Edges.push_back(std::move(Each));
  }
}

/// What only one directory stores is what the others find.
void FlowGraph::joinShares() {
  std::vector<char> IsStored(Slots.size());
  for (const FlowEdge &Each : Edges)
    IsStored[Each.To] = true;
  llvm::StringMap<std::vector<unsigned>> Shares; // by field
  for (unsigned I = 0; I < Slots.size(); ++I)
    if (isShare(Slots[I]))
      Shares[plainName(SlotKey(Slots[I].Key).Symbol)].push_back(I);
  for (const auto &[Field, Of] : Shares) {
    auto Stored = llvm::make_filter_range(Of, [&](unsigned Each) { return IsStored[Each]; });
    if (Stored.empty() || std::next(Stored.begin()) != Stored.end())
      continue;
    for (unsigned Each : Of)
      if (unsigned Owner = *Stored.begin(); Each != Owner) {
        FlowEdge Found;
        Found.From = Owner;
        Found.To = Each;
        Found.File = Slots[Each].File;
        Found.Line = Slots[Each].Line;
        Edges.push_back(std::move(Found));
      }
  }
}

void FlowGraph::finish() {
  joinShares();
  std::vector<unsigned> Sorted(Slots.size()), NewIndex(Slots.size());
  for (unsigned I = 0; I < Sorted.size(); ++I)
    Sorted[I] = I;
  llvm::sort(Sorted, [&](unsigned A, unsigned B) { return Slots[A].Key < Slots[B].Key; });
  std::vector<Slot> Ordered;
  for (unsigned I : Sorted) {
    NewIndex[I] = Ordered.size();
    Ordered.push_back(std::move(Slots[I]));
  }
  Slots = std::move(Ordered);
  for (FlowEdge &Each : Edges) {
    Each.From = NewIndex[Each.From];
    Each.To = NewIndex[Each.To];
    if (Each.Call != FlowEdge::NoCall)
      Each.Call = NewIndex[Each.Call];
  }
  llvm::sort(Edges, [](const FlowEdge &A, const FlowEdge &B) { return order(A) < order(B); });
  // The same flow at several lines is one; the first line stands for it, one that is no addend
  // before one that is, one without a guard before one that has it.
  Edges.erase(std::unique(Edges.begin(), Edges.end(),
                          [](const FlowEdge &A, const FlowEdge &B) {
                            return std::tie(A.From, A.To, A.How, A.Call) ==
                                       std::tie(B.From, B.To, B.How, B.Call) &&
                                   returningCall(A) == returningCall(B);
                          }),
              Edges.end());
  ByKey.clear();
  Leaving.resize(Slots.size());
  Reaching.resize(Slots.size());
  for (unsigned I = 0; I < Edges.size(); ++I) {
    Leaving[Edges[I].From].push_back(I);
    Reaching[Edges[I].To].push_back(I);
  }
}
