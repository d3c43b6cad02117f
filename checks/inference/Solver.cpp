// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/Solver.h"

#include "checks/facts/RelevantFlows.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr unsigned bit(Kind Of) { return 1U << static_cast<unsigned>(Of); }

/// `R:f` for `P:f:3`.
std::string returnKey(StringRef ParameterKey) {
  return "R:" + ParameterKey.drop_front(2).rsplit(':').first.str();
}

} // namespace

Solver::Solver(const FlowGraph &Graph, const KindCatalog &Kinds) : Graph(Graph), Kinds(Kinds) {
  readCatalog();
  findSummaries();
}

void Solver::readCatalog() {
  Known.resize(Graph.slots().size());
  for (unsigned I = 0; I < Known.size(); ++I) {
    StringRef Key = Graph.slots()[I].Key;
    bool IsPointee = Key.starts_with("D:");
    std::optional<unsigned> Parameter;
    const KnownName *Name = knownNameOf(Kinds, Key, Parameter);
    if (!Name)
      continue;
    Known[I].Name = Name;
    if (Parameter) {
      const auto &Map = IsPointee ? Name->Writes : Name->Demands;
      auto Found = Map.find(*Parameter);
      if (Found != Map.end())
        (IsPointee ? Known[I].Holds : Known[I].Demands) = Found->second;
    } else if (!IsPointee) {
      Known[I].Holds = Name->Result;
    }
  }
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
  auto Summarize = [&](unsigned Parameter) {
    for (unsigned Edge : Graph.into(Parameter)) {
      const FlowEdge &Enter = Graph.edges()[Edge];
      if (Enter.How != FlowEdge::Way::Enter || Enter.Call == FlowEdge::NoCall ||
          !Added.insert({Enter.From, Enter.Call}).second)
        continue;
      FlowEdge Summary = Enter;
      Summary.How = FlowEdge::Way::Copy;
      Summary.To = Enter.Call;
      SummariesFrom[Summary.From].push_back(Graph.edges().size() + Summaries.size());
      SummariesInto[Summary.To].push_back(Graph.edges().size() + Summaries.size());
      Summaries.push_back(Summary);
      for (unsigned Outer : ReachedBy[Enter.From])
        Push(Outer, Enter.Call);
    }
  };
  for (unsigned I = 0; I < Slots.size(); ++I) {
    if (!StringRef(Slots[I].Key).starts_with("P:"))
      continue;
    std::optional<unsigned> Parameter;
    const KnownName *Name = knownNameOf(Kinds, Slots[I].Key, Parameter);
    if (Name && Name->Same) {
      if (Name->Same == Parameter)
        Summarize(I);
    } else if (!Name || !Name->Result) {
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
      Push(Parameter, Summaries[Edge - Graph.edges().size()].To);
    auto Return = Returns.find(returnKey(Slots[Parameter].Key));
    if (Return != Returns.end() && Return->second == Slot)
      Summarize(Parameter);
  }
}

void Solver::follow(Direction Where, Arrivals &At, unsigned Phase, unsigned Edge,
                    std::vector<std::pair<unsigned, unsigned>> &Queue) const {
  const FlowEdge &Step = Edge < Graph.edges().size() ? Graph.edges()[Edge]
                                                     : Summaries[Edge - Graph.edges().size()];
  bool Forward = Where == Direction::Forward;
  unsigned Next = Forward ? Step.To : Step.From;
  // Going into a function is always possible, coming back out of it only if it was not gone into.
  FlowEdge::Way Inward = Forward ? FlowEdge::Way::Enter : FlowEdge::Way::Return;
  unsigned NextPhase = Phase;
  if (Step.How == Inward)
    NextPhase = 1;
  else if (Step.How != FlowEdge::Way::Copy && Phase == 1)
    return;
  if (isMemory(Next))
    NextPhase = 0;
  if (isOpaque(Next) || At[Next][0].Here || At[Next][NextPhase].Here)
    return;
  At[Next][NextPhase] = {true, Edge, static_cast<unsigned char>(Phase)};
  Queue.emplace_back(Next, NextPhase);
}

void Solver::propagate(Direction Where, Kind Of) {
  Arrivals &At = Evidence[static_cast<unsigned>(Where)][static_cast<unsigned>(Of)];
  At.resize(Graph.slots().size());
  std::vector<std::pair<unsigned, unsigned>> Queue;
  bool Forward = Where == Direction::Forward;
  for (unsigned I = 0; I < Known.size(); ++I)
    if ((Forward ? Known[I].Holds : Known[I].Demands) == Of) {
      At[I][0].Here = true;
      Queue.emplace_back(I, 0);
    }
  for (size_t Done = 0; Done < Queue.size(); ++Done) {
    auto [Slot, Phase] = Queue[Done];
    for (unsigned Edge : Forward ? Graph.from(Slot) : Graph.into(Slot))
      follow(Where, At, Phase, Edge, Queue);
    for (unsigned Edge : Forward ? SummariesFrom[Slot] : SummariesInto[Slot])
      follow(Where, At, Phase, Edge, Queue);
  }
}

void Solver::solve() {
  for (Direction Where : {Direction::Forward, Direction::Backward})
    for (unsigned Of = 0; Of < KindCount; ++Of)
      propagate(Where, static_cast<Kind>(Of));
}

unsigned char Solver::evidence(Direction Where, unsigned Slot) const {
  unsigned char Result = 0;
  for (unsigned Of = 0; Of < KindCount; ++Of) {
    const auto &At = Evidence[static_cast<unsigned>(Where)][Of][Slot];
    if (At[0].Here || At[1].Here)
      Result |= 1U << Of;
  }
  return Result;
}

Verdict Solver::verdict(unsigned Slot) const {
  unsigned Holds = evidence(Direction::Forward, Slot) & ~bit(Kind::None);
  unsigned Demands = evidence(Direction::Backward, Slot) & ~bit(Kind::None);
  auto Because = [&](Direction Where, Kind Of) {
    return Verdict{kindName(Of), witness(Where, Of, Slot)};
  };
  // What the catalog demands of a parameter by contract, all callers together may not narrow.
  if (Known[Slot].Demands == Kind::Either)
    return Because(Direction::Backward, Kind::Either);
  if (Holds == bit(Kind::Kphys) && (Demands & bit(Kind::Raw)))
    return {"either", witness(Direction::Backward, Kind::Raw, Slot)};
  for (Kind Of : {Kind::Kphys, Kind::Raw, Kind::Either, Kind::Bus})
    if (Holds == bit(Of))
      return Because(Direction::Forward, Of);
  if (Holds != 0) {
    Kind First = Holds & bit(Kind::Either) ? Kind::Either
                 : Holds & bit(Kind::Raw)  ? Kind::Raw
                                           : Kind::Bus;
    return {Holds == (bit(Kind::Raw) | bit(Kind::Bus)) ? "raw" : "either",
            witness(Direction::Forward, First, Slot)};
  }
  if (evidence(Direction::Forward, Slot) != 0) // known to be no address
    return {"unknown", {}};
  for (Kind Of : {Kind::Kphys, Kind::Raw, Kind::Either, Kind::Bus})
    if (Demands == bit(Of))
      return Because(Direction::Backward, Of);
  if (Demands == (bit(Kind::Kphys) | bit(Kind::Either)))
    return Because(Direction::Backward, Kind::Kphys);
  if (Demands == (bit(Kind::Raw) | bit(Kind::Either)) ||
      Demands == (bit(Kind::Raw) | bit(Kind::Bus)))
    return Because(Direction::Backward, Kind::Raw);
  if (Demands != 0)
    return {"either", witness(Direction::Backward,
                              Demands & bit(Kind::Raw) ? Kind::Raw : Kind::Either, Slot)};
  return {"unknown", {}};
}

WitnessStep Solver::describe(unsigned Slot, const FlowEdge *Edge) const {
  const kphys::Slot &Of = Graph.slots()[Slot];
  WitnessStep Step;
  Step.File = Edge ? Edge->File : Of.File;
  Step.Line = Edge ? Edge->Line : Of.Line;
  std::string Name = Of.Name.empty() ? Of.Key : Of.Name;
  if (Of.Decl == "return")
    Step.Text = "result of " + Name + "()";
  else if (Of.Decl == "field")
    Step.Text = "field " + Of.Function + "." + Name;
  else if (Of.Name.empty() && StringRef(Of.Key).starts_with("T:"))
    Step.Text = "result of the call";
  else if (Of.Decl.empty())
    Step.Text = Name;
  else
    Step.Text = Of.Decl + " " + Name + (Of.Function.empty() ? "" : " of " + Of.Function + "()");
  if (!Edge && Known[Slot].Name && !Known[Slot].Name->Why.empty())
    Step.Text += ": " + Known[Slot].Name->Why;
  return Step;
}

std::vector<WitnessStep> Solver::witness(Direction Where, Kind Of, unsigned Slot) const {
  const Arrivals &At = Evidence[static_cast<unsigned>(Where)][static_cast<unsigned>(Of)];
  std::vector<WitnessStep> Steps;
  if (!At[Slot][0].Here && !At[Slot][1].Here)
    return Steps;
  unsigned Phase = At[Slot][0].Here ? 0 : 1;
  while (true) {
    const Arrival &Here = At[Slot][Phase];
    if (Here.Edge == NoEdge) {
      Steps.push_back(describe(Slot, nullptr));
      return Steps;
    }
    const FlowEdge &Edge = Here.Edge < Graph.edges().size()
                               ? Graph.edges()[Here.Edge]
                               : Summaries[Here.Edge - Graph.edges().size()];
    Steps.push_back(describe(Slot, &Edge));
    Slot = Where == Direction::Forward ? Edge.From : Edge.To;
    Phase = Here.FromPhase;
  }
}
