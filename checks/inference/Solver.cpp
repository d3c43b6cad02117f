// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/Solver.h"

#include "checks/extract/RelevantFlows.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
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

void Solver::readCatalog() {
  Known.resize(Graph.slots().size());
  for (unsigned I = 0; I < Known.size(); ++I) {
    SlotKey Key(Graph.slots()[I].Key);
    const KnownName *Name = knownNameOf(Kinds, Key);
    if (!Name)
      continue;
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
      Push(Parameter, Summaries[Edge - Graph.edges().size()].To);
    auto Return = Returns.find(returnKey(Slots[Parameter].Key));
    if (Return != Returns.end() && Return->second == Slot)
      Summarize(Parameter);
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

std::vector<unsigned> Solver::sources(Direction Where, Kind Of) const {
  bool Forward = Where == Direction::Forward;
  std::vector<unsigned> Result;
  // What must be passed to a function is also what it may find in its parameter.
  for (unsigned I = 0; I < Known.size(); ++I)
    if ((Forward && Known[I].Given ? Known[I].Given : Known[I].Demands) == Of ||
        (Forward && Known[I].Holds == Of))
      Result.push_back(I);
  if (Forward) {
    llvm::append_range(Result, madeBySome(Of));
    for (const auto &[Edge, Is] : Filled)
      if (Is == Of)
        Result.push_back(edge(Edge).To);
  }
  if (Forward && Of == Kind::Kphys)
    for (unsigned I = 0; I < IsVouched.size(); ++I)
      if (IsVouched[I] && !isOpaque(Where, edge(I).To) && mayBeAddress(edge(I)))
        Result.push_back(edge(I).To);
  return Result;
}

/// What is handed to a function that makes it \p Of.
std::vector<unsigned> Solver::madeBySome(Kind Of) const {
  std::vector<unsigned> Result;
  for (unsigned I = 0; I < Known.size(); ++I) {
    if (!Known[I].IsParameter)
      continue;
    auto Found = Known[I].Name->Makes.find(*SlotKey(Graph.slots()[I].Key).Parameter);
    if (Found != Known[I].Name->Makes.end() && Found->second == Of)
      for (unsigned Edge : Graph.into(I))
        if (unsigned From = Graph.edges()[Edge].From; !isOpaque(Direction::Forward, From))
          Result.push_back(From);
  }
  return Result;
}

/// False for what the catalog knows to be a number: of an entry of a memory map that is RAM, the
/// size is none.
bool Solver::mayBeAddress(const FlowEdge &Of) const {
  const Fixed &To = Known[Of.To];
  return Known[Of.From].Holds != Kind::None && (!To.IsParameter || To.Demands);
}

bool Solver::isProvenByUse(unsigned Slot, Kind Of) const {
  // Whether a function that may write through a pointer does is not known by what is read there.
  return !StringRef(Graph.slots()[Slot].Key).starts_with("W:") && !Known[Slot].Holds &&
         !Known[Slot].Demands && !Defaults.count(Slot) &&
         evidence(Direction::Backward, Slot) == bit(Of);
}

std::vector<unsigned> Solver::provenByUse(Kind Of) const {
  std::vector<unsigned> Result;
  for (unsigned I = 0; I < Known.size(); ++I)
    if (evidence(Direction::Forward, I) == 0 && isProvenByUse(I, Of))
      Result.push_back(I);
  return Result;
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

/// A parameter that may be anything is RAM where all callers hand over RAM. That it is never RAM is
/// not for the callers that are seen to say.
bool Solver::noteGiven() {
  bool IsAny = false;
  for (unsigned I = 0; I < Known.size(); ++I) {
    if (!Known[I].IsParameter || Known[I].Demands != Kind::Either)
      continue;
    const std::vector<unsigned> &Calls = Graph.into(I);
    bool IsRam = !Calls.empty() && llvm::all_of(Calls, [&](unsigned Edge) {
      return verdict(Graph.edges()[Edge].From).Kind == kindName(Kind::Kphys);
    });
    if (IsRam)
      Known[I].Given = Kind::Kphys;
    IsAny |= IsRam;
  }
  return IsAny;
}

/// What comes out of a container that its directory fills with one kind is that.
bool Solver::noteFilled() {
  auto DirectoryOf = [](const FlowEdge &Of) { return llvm::sys::path::parent_path(Of.File).str(); };
  using Fill = std::pair<std::string, std::string>; // function and directory
  std::map<Fill, std::set<std::string>> Fills;
  for (unsigned I = 0; I < Known.size(); ++I)
    if (Known[I].IsParameter && Known[I].Demands == Kind::Either)
      for (unsigned Number : Graph.into(I)) {
        const FlowEdge &Call = Graph.edges()[Number];
        Fills[{SlotKey(Graph.slots()[I].Key).Symbol.str(), DirectoryOf(Call)}].insert(
            verdict(Call.From).Kind);
      }
  for (unsigned I = 0; I < Known.size(); ++I) {
    if (!Known[I].Name || Known[I].Name->FilledBy.empty() || Known[I].IsParameter)
      continue;
    for (unsigned Number : Graph.from(I)) {
      std::set<std::string> Found;
      for (const std::string &Filler : Known[I].Name->FilledBy)
        for (const std::string &Each : Fills[{Filler, DirectoryOf(Graph.edges()[Number])}])
          Found.insert(Each);
      for (Kind Of : {Kind::Kphys, Kind::Raw, Kind::Bus})
        if (Found == std::set<std::string>{kindName(Of)})
          Filled[Number] = Of;
    }
  }
  return !Filled.empty();
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

std::vector<unsigned> Solver::defaults(Kind Of) const {
  std::vector<unsigned> Result;
  for (const auto &[Slot, Default] : Defaults)
    if (evidence(Direction::Forward, Slot) == 0 &&
        Of == (isAsked(Default) ? Kind::Either : Default.Of))
      Result.push_back(Slot);
  return Result;
}

/// What nothing is known of but that it is returned where anything may be.
std::vector<unsigned> Solver::returnedByContract() const {
  std::vector<unsigned> Result;
  for (unsigned I : provenByUse(Kind::Either))
    if (unsigned Source = chain(Direction::Backward, Kind::Either, I).Source;
        Known[Source].Holds && Known[Source].Demands)
      Result.push_back(I);
  return Result;
}

/// What nothing is known of but its type.
std::vector<unsigned> Solver::ofDmaType() const {
  std::vector<unsigned> Result;
  for (unsigned I = 0; I < Known.size(); ++I)
    if (Kinds.dmaTypes().count(Graph.slots()[I].Type) && evidence(Direction::Forward, I) == 0)
      Result.push_back(I);
  return Result;
}

/// True if the function that converts a page asks, itself or through a helper, whether it is a
/// device's: then the default is not sure enough.
bool Solver::isAsked(const DefaultKind &Default) const {
  if (!Default.Argument || IsVouched[*Default.Argument])
    return false;
  constexpr unsigned HelperDepth = 2;
  std::vector<std::pair<unsigned, unsigned>> Queue = {{Graph.edges()[*Default.Argument].From, 0}};
  std::set<unsigned> Seen;
  for (size_t Done = 0; Done < Queue.size(); ++Done) {
    auto [Slot, Depth] = Queue[Done];
    const KnownName *Name = Known[Slot].Name;
    if (Name && Known[Slot].IsParameter &&
        (Name->Proves == KnownName::Proof::Device || Name->MayBeDevicePage) && Known[Slot].Demands)
      return true;
    if (Depth != 0 && isOpaque(Direction::Forward, Slot))
      continue;
    for (unsigned Edge : Graph.from(Slot)) {
      const FlowEdge &Next = Graph.edges()[Edge];
      bool IsCall = Next.How == FlowEdge::Way::Enter;
      if ((IsCall ? Depth < HelperDepth : Next.How == FlowEdge::Way::Copy && !isMemory(Next.To)) &&
          Seen.insert(Next.To).second)
        Queue.emplace_back(Next.To, Depth + IsCall);
    }
  }
  return false;
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
