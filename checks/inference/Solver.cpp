// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/Solver.h"

#include "checks/bodies/AddressType.h"
#include "checks/extract/RelevantFlows.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>

using namespace kphys;
using llvm::StringRef;

namespace {

/// `R:f` for `P:f:3`.
std::string returnKey(StringRef ParameterKey) {
  return "R:" + ParameterKey.drop_front(2).rsplit(':').first.str();
}

} // namespace

Solver::Solver(const FlowGraph &Graph, const KindCatalog &Kinds) : Graph(Graph), Kinds(Kinds) {
  readCatalog();
  readDefaults();
  findSummaries();
  readGuards();
}

/// What an annotation in the code says of \p Of: as much as the catalog would.
static std::optional<Kind> annotatedKind(const Slot &Of) {
  std::optional<AddressType> Type = Of.IsAddress ? annotatedType(Of.Type) : std::nullopt;
  if (!Type)
    return std::nullopt;
  return *Type == AddressType::Kphys ? Kind::Kphys : Kind::Raw;
}

void Solver::readCatalog() {
  Known.resize(Graph.slots().size());
  for (unsigned I = 0; I < Known.size(); ++I) {
    SlotKey Key(Graph.slots()[I].Key);
    const KnownName *Name = knownNameOf(Kinds, Key);
    if (!Name) {
      Known[I].Holds = Known[I].Demands = annotatedKind(Graph.slots()[I]);
      continue;
    }
    Known[I].Name = Name;
    Known[I].IsParameter = Key.Parameter && !Key.IsPointee;
    if (Key.Parameter) {
      const auto &Map = Key.IsPointee ? Name->Writes : Name->Demands;
      auto Found = Map.find(*Key.Parameter);
      if (Found != Map.end())
        (Key.IsPointee ? Known[I].Holds : Known[I].Demands) = Found->second;
    } else {
      Known[I].Holds = Key.IsPointee ? Name->PointsTo : Name->Result;
      // What is stored in a function pointer must return what the pointer is to return.
      if (Key.Form == 'R' && Name->Is == KnownName::Form::Field)
        Known[I].Demands = Name->Result;
    }
  }
}

/// True if the answers in \p Guard say that the value is RAM.
static bool vouches(StringRef Guard, const KindCatalog &Kinds) {
  llvm::SmallVector<StringRef> Questions;
  Guard.split(Questions, ' ', -1, /*KeepEmpty=*/false);
  return llvm::any_of(Questions, [&](StringRef Question) {
    const KnownName *Asked = Kinds.find(Question.drop_front());
    if (!Asked || Asked->Is != KnownName::Form::Guard)
      return false;
    char Answer = Question.front();
    return (Asked->Proves == KnownName::Proof::Ram && Answer != '-') ||
           (Asked->Proves == KnownName::Proof::Device && Answer == '-');
  });
}

void Solver::readGuards() {
  IsVouched.resize(Graph.edges().size() + Summaries.size());
  for (unsigned I = 0; I < IsVouched.size(); ++I)
    IsVouched[I] = vouches(edge(I).Guard, Kinds);
}

/// What the catalog says of a slot is all there is to say: no evidence gets through it. What the
/// body of a known function does with a parameter is not asked of its callers, nor does a caller
/// that breaks the contract change what the body is about.
bool Solver::isOpaque(Direction Where, unsigned Slot) const {
  if (Known[Slot].Holds)
    return true;
  return Where == Direction::Backward ? Known[Slot].IsParameter : Known[Slot].Demands.has_value();
}

/// What is kept in a dma_addr_t is what the device is told, wherever that was taken from.
bool Solver::isDmaField(unsigned Slot) const {
  const kphys::Slot &Of = Graph.slots()[Slot];
  return Of.Decl == "field" && Kinds.dmaTypes().count(Of.Type);
}

bool Solver::isMemory(unsigned Slot) const {
  StringRef Key = Graph.slots()[Slot].Key;
  return Key.starts_with("F:") || Key.starts_with("G:");
}

void Solver::findSummaries() {
  const auto &Slots = Graph.slots();
  llvm::StringMap<unsigned> Returns;
  for (unsigned I = 0; I < Slots.size(); ++I)
    if (StringRef(Slots[I].Key).starts_with("R:"))
      Returns[Slots[I].Key] = I;
  SummariesFrom.resize(Slots.size());
  SummariesInto.resize(Slots.size());

  std::vector<std::vector<unsigned>> ReachedBy(Slots.size()); // parameters whose value gets here
  std::deque<std::pair<unsigned, unsigned>> Queue;
  auto Push = [&](unsigned Parameter, unsigned Slot) {
    if (llvm::is_contained(ReachedBy[Slot], Parameter))
      return;
    ReachedBy[Slot].push_back(Parameter);
    Queue.emplace_back(Parameter, Slot);
  };
  std::set<std::pair<unsigned, unsigned>> Added;
  auto Add = [&](const FlowEdge &Enter, unsigned To) {
    if (!Added.insert({Enter.From, To}).second)
      return;
    FlowEdge Summary = Enter;
    Summary.How = FlowEdge::Way::Copy;
    Summary.To = To;
    SummariesFrom[Summary.From].push_back(Graph.edges().size() + Summaries.size());
    SummariesInto[Summary.To].push_back(Graph.edges().size() + Summaries.size());
    Summaries.push_back(Summary);
    if (!isMemory(To))
      for (unsigned Outer : ReachedBy[Enter.From])
        Push(Outer, To);
  };
  auto Summarize = [&](unsigned Parameter) {
    for (unsigned Edge : Graph.into(Parameter)) {
      const FlowEdge &Enter = Graph.edges()[Edge];
      if (Enter.How == FlowEdge::Way::Enter && Enter.Call != FlowEdge::NoCall)
        Add(Enter, Enter.Call);
    }
  };
  // What comes in by a parameter and is written through another one gets to the caller, too.
  auto SummarizeWritten = [&](unsigned Parameter, unsigned Written) {
    std::map<std::pair<StringRef, unsigned>, std::vector<unsigned>> Out; // by call
    for (unsigned Edge : Graph.from(Written))
      if (const FlowEdge &Back = Graph.edges()[Edge];
          Back.How == FlowEdge::Way::Return && Back.Name != FlowEdge::NoName)
        Out[{Back.File, Back.Name}].push_back(Back.To);
    for (unsigned Edge : Graph.into(Parameter)) {
      const FlowEdge &Enter = Graph.edges()[Edge];
      if (Enter.How != FlowEdge::Way::Enter || Enter.Name == FlowEdge::NoName)
        continue;
      auto Same = Out.find({Enter.File, Enter.Name});
      if (Same != Out.end())
        for (unsigned To : Same->second)
          Add(Enter, To);
    }
  };
  for (unsigned I = 0; I < Slots.size(); ++I) {
    SlotKey Key(Slots[I].Key);
    if (Key.Form != 'P')
      continue;
    const KnownName *Name = knownNameOf(Kinds, Key);
    if (Name && (Name->Same || Name->SamePointee)) {
      if (Key.Parameter == (Key.IsPointee ? Name->SamePointee : Name->Same)) {
        Summarize(I);
        noteArguments(I);
      }
    } else if (!Key.IsPointee && (!Name || !Name->Result)) {
      Push(I, I);
    }
  }
  while (!Queue.empty()) {
    auto [Parameter, Slot] = Queue.front();
    Queue.pop_front();
    for (unsigned Edge : Graph.from(Slot)) {
      const FlowEdge &Next = Graph.edges()[Edge];
      if (Next.How == FlowEdge::Way::Copy && !isMemory(Next.To))
        Push(Parameter, Next.To);
    }
    for (unsigned Edge : SummariesFrom[Slot])
      if (unsigned To = Summaries[Edge - Graph.edges().size()].To; !isMemory(To))
        Push(Parameter, To);
    auto Return = Returns.find(returnKey(Slots[Parameter].Key));
    if (Return != Returns.end() && Return->second == Slot)
      Summarize(Parameter);
    if (StringRef Written = Slots[Slot].Key;
        Written.consume_front("W:P:") &&
        returnKey(Slots[Slot].Key.substr(2)) == returnKey(Slots[Parameter].Key))
      SummarizeWritten(Parameter, Slot);
  }
}

/// Every value of a conversion with a default; what is given to it comes later, where it is known.
void Solver::readDefaults() {
  for (unsigned I = 0; I < Known.size(); ++I)
    if (Known[I].Name && Known[I].Name->Default &&
        StringRef(Graph.slots()[I].Key).starts_with("R:"))
      for (unsigned Edge : Graph.from(I))
        Defaults[Graph.edges()[Edge].To] = {*Known[I].Name->Default, I, std::nullopt};
}

void Solver::noteArguments(unsigned Parameter) {
  for (unsigned Edge : Graph.into(Parameter)) {
    auto Default = Defaults.find(Graph.edges()[Edge].Call);
    if (Default != Defaults.end())
      Default->second.Argument = Edge;
  }
}

void Solver::follow(Direction Where, Kind Of, Arrivals &At, unsigned Phase, unsigned Edge,
                    std::vector<std::pair<unsigned, unsigned>> &Queue) const {
  const FlowEdge &Step = edge(Edge);
  bool Forward = Where == Direction::Forward;
  if (Forward && ((Of != Kind::Kphys && IsVouched[Edge]) || Filled.count(Edge)))
    return;
  unsigned Next = Forward ? Step.To : Step.From;
  if (Forward && (Of == Kind::Kphys || Of == Kind::Either) && isDmaField(Next))
    return;
  // Going into a function is always possible, coming back out of it only if it was not gone into.
  FlowEdge::Way Inward = Forward ? FlowEdge::Way::Enter : FlowEdge::Way::Return;
  unsigned NextPhase = Phase;
  if (Step.How == Inward)
    NextPhase = 1;
  else if (Step.How != FlowEdge::Way::Copy && Phase == 1)
    return;
  if (isMemory(Next))
    NextPhase = 0;
  if (!Forward && Step.IsAddend)
    return;
  if (isOpaque(Where, Next) || At[Next][0].Here || At[Next][NextPhase].Here)
    return;
  At[Next][NextPhase] = {true, Edge, static_cast<unsigned char>(Phase)};
  Queue.emplace_back(Next, NextPhase);
}

void Solver::propagate(Direction Where, Kind Of, const std::vector<unsigned> &Sources) {
  Arrivals &At = Evidence[static_cast<unsigned>(Where)][static_cast<unsigned>(Of)];
  At.resize(Graph.slots().size());
  std::vector<std::pair<unsigned, unsigned>> Queue;
  bool Forward = Where == Direction::Forward;
  for (unsigned Slot : Sources) {
    At[Slot][0].Here = true;
    Queue.emplace_back(Slot, 0);
  }
  for (size_t Done = 0; Done < Queue.size(); ++Done) {
    auto [Slot, Phase] = Queue[Done];
    for (unsigned Edge : Forward ? Graph.from(Slot) : Graph.into(Slot))
      follow(Where, Of, At, Phase, Edge, Queue);
    for (unsigned Edge : Forward ? SummariesFrom[Slot] : SummariesInto[Slot])
      follow(Where, Of, At, Phase, Edge, Queue);
  }
}

void Solver::solve() {
  infer();
  bool IsGiven = noteGiven(), IsFilled = noteFilled();
  if (!IsGiven && !IsFilled)
    return;
  Evidence = {};
  infer(); // there is less that may be anything now: what was known still is
}

void Solver::infer() {
  for (Direction Where : {Direction::Backward, Direction::Forward})
    for (unsigned Of = 0; Of < KindCount; ++Of)
      propagate(Where, Kind(Of), sources(Where, Kind(Of)));
  // Defaults are for what has no other evidence, the less sure one first.
  for (Kind Of : {Kind::Either, Kind::Kphys})
    propagate(Direction::Forward, Of, defaults(Of));
  propagate(Direction::Forward, Kind::Either, returnedByContract());
  propagate(Direction::Forward, Kind::Bus, ofDmaType());
  // A value that is only known by its use is as good as known to whoever else gets it.
  std::vector<unsigned> Raw = provenByUse(Kind::Raw), Ram = provenByUse(Kind::Kphys);
  propagate(Direction::Forward, Kind::Raw, Raw);
  propagate(Direction::Forward, Kind::Kphys, Ram);
}

unsigned char Solver::evidence(Direction Where, unsigned Slot) const {
  unsigned char Result = 0;
  for (unsigned Of = 0; Of < KindCount; ++Of) {
    const Arrivals &At = Evidence[static_cast<unsigned>(Where)][Of];
    if (!At.empty() && (At[Slot][0].Here || At[Slot][1].Here))
      Result |= 1U << Of;
  }
  return Result;
}

std::vector<const FlowEdge *> Solver::into(unsigned Slot) const {
  std::vector<const FlowEdge *> Result;
  for (unsigned Edge : Graph.into(Slot))
    Result.push_back(&edge(Edge));
  for (unsigned Edge : SummariesInto[Slot])
    Result.push_back(&edge(Edge));
  return Result;
}

const FlowEdge &Solver::edge(unsigned Number) const {
  return Number < Graph.edges().size() ? Graph.edges()[Number]
                                       : Summaries[Number - Graph.edges().size()];
}
