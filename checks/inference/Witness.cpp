// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/SlotKey.h"
#include "checks/inference/Solver.h"

using namespace kphys;
using llvm::StringRef;

/// A slot without a declaration, in words.
static std::string inWords(StringRef Key) {
  if (Key.consume_front("D:") || Key.consume_front("W:"))
    return "what " + inWords(Key) + " points to";
  SlotKey Parts(Key);
  std::string Symbol = Parts.Symbol.str();
  switch (Parts.Form) {
  case 'R':
    return "result of " + Symbol + "()";
  case 'P':
    return "argument " + std::to_string(Parts.Parameter.value_or(0)) + " of " + Symbol + "()";
  case 'L':
    return Key.rsplit(':').first.rsplit(':').second.str();
  case 'T':
    return "result of the call";
  default:
    return Symbol;
  }
}

PlaceNote Solver::describe(unsigned Slot, const FlowEdge *Edge) const {
  const kphys::Slot &Of = Graph.slots()[Slot];
  PlaceNote Step;
  Step.File = Edge ? Edge->File : Of.File;
  Step.Line = Edge ? Edge->Line : Of.Line;
  if (Of.Decl == "return")
    Step.Text = "result of " + Of.Name + "()";
  else if (Of.Decl == "field")
    Step.Text = "field " + Of.Function + "." + Of.Name;
  else if (Of.Decl.empty())
    Step.Text = inWords(Of.Key);
  else
    Step.Text = Of.Decl + " " + Of.Name + (Of.Function.empty() ? "" : " of " + Of.Function + "()");
  if (Edge)
    return Step;
  for (unsigned Edge : Graph.into(Slot))
    if (Filled.count(Edge))
      Step.Text = inWords(Graph.slots()[Graph.edges()[Edge].From].Key) +
                  ": what this directory fills such a container with";
  auto Default = Defaults.find(Slot);
  unsigned Source = Default == Defaults.end() ? Slot : Default->second.Conversion;
  if (Source != Slot)
    Step.Text = inWords(Graph.slots()[Source].Key);
  if (Known[Source].Name && !Known[Source].Name->Why.empty())
    Step.Text += ": " + Known[Source].Name->Why;
  return Step;
}

Chain Solver::chain(Direction Where, Kind Of, unsigned Slot) const {
  const Arrivals &At = Evidence[static_cast<unsigned>(Where)][static_cast<unsigned>(Of)];
  Chain Result = {{}, Slot};
  unsigned Phase = At[Slot][0].Here ? 0 : 1;
  for (unsigned Edge; (Edge = At[Slot][Phase].Edge) != NoEdge;) {
    Result.Edges.push_back(&edge(Edge));
    Phase = At[Slot][Phase].FromPhase;
    Slot = Where == Direction::Forward ? edge(Edge).From : edge(Edge).To;
  }
  Result.Source = Slot;
  return Result;
}

std::vector<PlaceNote> Solver::witness(Direction Where, Kind Of, unsigned Slot) const {
  std::vector<PlaceNote> Steps;
  if (!(evidence(Where, Slot) & bit(Of)))
    return Steps;
  Chain Links = chain(Where, Of, Slot);
  for (const FlowEdge *Link : Links.Edges) {
    Steps.push_back(describe(Slot, Link));
    Slot = Where == Direction::Forward ? Link->From : Link->To;
  }
  PlaceNote Source = describe(Slot, nullptr);
  if (Source.File.empty() && !Steps.empty()) { // a macro: where it is used
    Source.File = Steps.back().File;
    Source.Line = Steps.back().Line;
  }
  Steps.push_back(std::move(Source));
  // Known by its use: go on with what that use demands.
  if (Where == Direction::Forward && isProvenByUse(Slot, Of))
    llvm::append_range(Steps, witness(Direction::Backward, Of, Slot));
  return Steps;
}
