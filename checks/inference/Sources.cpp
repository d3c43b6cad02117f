// Where evidence begins: what the catalog says, what a guard says, what is known by its use, its
// type or its callers, and what is taken for granted. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
#include "checks/extract/SlotKey.h"
#include "checks/inference/Solver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::StringRef;

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
  std::set<StringRef> Fillers;
  for (const Fixed &Each : Known)
    if (Each.Name)
      Fillers.insert(Each.Name->FilledBy.begin(), Each.Name->FilledBy.end());
  std::map<Fill, std::set<std::string>> Fills;
  for (unsigned I = 0; I < Known.size(); ++I)
    if (Known[I].IsParameter && Known[I].Demands == Kind::Either &&
        Fillers.count(SlotKey(Graph.slots()[I].Key).Symbol))
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
