// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/Values.h"

#include "checks/extract/SlotKey.h"
#include "checks/inference/LinkUnits.h"
#include "tool/store/FlowIndex.h"

using namespace kphys;
using llvm::StringRef;

/// The parts of \p Units, as an index has them.
static std::vector<IndexedPart> partsOf(const SolvedIndex::FreshUnits &Units) {
  std::vector<IndexedPart> Result;
  for (const auto &[Name, Said] : Units)
    for (const auto &[Header, Facts] : Said.Flows.Parts) {
      IndexedPart Part;
      Part.Name = {Name, "", Header};
      Part.Facts = Facts;
      if (Header.empty()) {
        Part.LinkUnit = Said.LinkUnit;
        Part.Definitions = Said.Flows.Definitions;
      }
      Result.push_back(std::move(Part));
    }
  return Result;
}

/// The parts of the index at \p Path, which is closed again: who wants to write it waits for who
/// reads it. Those that \p Instead has are taken from there.
static llvm::Expected<std::vector<IndexedPart>> readParts(const std::string &Path,
                                                          const SolvedIndex::FreshUnits &Instead) {
  llvm::Expected<FlowIndex> Index = FlowIndex::open(Path);
  if (!Index)
    return Index.takeError();
  std::set<std::string> Headers;
  for (const auto &[Name, Said] : Instead)
    for (const auto &[Header, Facts] : Said.Flows.Parts)
      if (!Header.empty())
        Headers.insert(Header);
  std::vector<IndexedPart> Parts = partsOf(Instead);
  if (llvm::Error E = Index->read(FlowIndex::Detail::FlowsOnly, [&](IndexedPart Part) {
        bool IsReplaced = Part.Name.Header.empty() ? Instead.count(Part.Name.Unit) != 0
                                                   : Headers.count(Part.Name.Header) != 0;
        if (!IsReplaced)
          Parts.push_back(std::move(Part));
      }))
    return std::move(E);
  return Parts;
}

llvm::Expected<std::unique_ptr<SolvedIndex>>
SolvedIndex::read(const std::string &Path, const KindCatalog &Catalog, const FreshUnits &Instead) {
  llvm::Expected<std::vector<IndexedPart>> Parts = readParts(Path, Instead);
  if (!Parts)
    return Parts.takeError();
  auto Result = std::make_unique<SolvedIndex>(Catalog);
  Result->solve(std::move(*Parts));
  return Result;
}

std::unique_ptr<SolvedIndex> SolvedIndex::of(const FreshUnits &Units, const KindCatalog &Kinds) {
  auto Result = std::make_unique<SolvedIndex>(Kinds);
  Result->solve(partsOf(Units));
  return Result;
}

void SolvedIndex::solve(std::vector<IndexedPart> Parts) {
  LinkUnits Programs;
  for (const IndexedPart &Part : Parts)
    for (const std::string &Name : Part.Definitions)
      Programs.define(Part.LinkUnit, Name);
  for (IndexedPart &Part : Parts) {
    for (Slot &Each : Part.Facts.Slots)
      Each.Key = Programs.scoped(Each.Key, Part.LinkUnit);
    noteArguments(Part.Facts);
    Graph.add(Part.Facts);
    Part.Facts = {};
  }
  Graph.finish();
  Kinds.emplace(Graph, Known);
  Kinds->solve();
}

/// Of calls that say the same in one graph, each is a place of its own.
void SolvedIndex::noteArguments(const AddressFacts &Facts) {
  for (const FlowEdge &Edge : Facts.Edges) {
    if (Edge.How != FlowEdge::Way::Enter || Edge.Name == FlowEdge::NoName)
      continue;
    SlotKey To(Facts.Slots[Edge.To].Key);
    if (To.Parameter && !To.IsPointee)
      Arguments.try_emplace({Edge.File, Edge.Name, *To.Parameter}, Facts.Slots[Edge.From].Key);
  }
}

std::vector<Witness> SolvedIndex::otherOrigins(unsigned Slot, const Verdict &Said) const {
  std::vector<Witness> Result;
  for (Kind Of : {Kind::Kphys, Kind::Raw, Kind::Either, Kind::Bus}) {
    if (!(Kinds->holds(meant(Slot)) & bit(Of)))
      continue;
    PlaceNote From = Kinds->originInWords(Of, meant(Slot)).back();
    bool IsShown =
        llvm::any_of(Said.Because, [&](const Witness &Each) { return Each.Steps.back() == From; });
    if (!IsShown)
      Result.push_back({Of, {std::move(From)}});
  }
  return Result;
}

Verdict SolvedIndex::argumentVerdict(const std::string &File, unsigned Name,
                                     unsigned Parameter) const {
  auto Known = Arguments.find({File, Name, Parameter});
  if (Known == Arguments.end())
    return {"unknown", {}};
  std::optional<unsigned> Slot = find(Known->second);
  return Slot ? verdict(*Slot) : Verdict{"unknown", {}};
}

std::optional<unsigned> SolvedIndex::find(llvm::StringRef Key) const {
  auto Found = llvm::lower_bound(
      slots(), Key, [](const kphys::Slot &A, llvm::StringRef Key) { return A.Key < Key; });
  if (Found == slots().end() || Found->Key != Key)
    return std::nullopt;
  return Found - slots().begin();
}

/// The slot whose kind \p Slot has: what a declaration declares, or itself.
unsigned SolvedIndex::meant(unsigned Slot) const {
  StringRef Key = slots()[Slot].Key, Declared = SlotKey::declared(Key);
  return Declared == Key ? Slot : find(Declared).value_or(Slot);
}

/// True for an integer that can hold an address, of a type that is not meant for another thing.
static bool isWideInteger(const Slot &Of, const KindCatalog &Known) {
  StringRef Type = Of.Type;
  return !Type.contains('*') && !Type.contains('(') && !Known.dmaTypes().count(Of.Type) &&
         !Known.sizeTypes().count(Of.Type) && !StringRef(Of.Name).starts_with("__");
}

bool SolvedIndex::flowsIn(unsigned Slot, StringRef File) const {
  auto IsThere = [&](unsigned Edge) { return Graph.edges()[Edge].File == File; };
  return llvm::any_of(Graph.from(Slot), IsThere) || llvm::any_of(Graph.into(Slot), IsThere);
}

bool SolvedIndex::isRepeated(unsigned Number) const {
  unsigned Declared = meant(Number);
  const Slot &Of = slots()[Number], &Meant = slots()[Declared];
  return Declared != Number && Meant.File == Of.File && Meant.Line == Of.Line;
}

bool SolvedIndex::isReported(unsigned Number) const {
  const Slot &Of = slots()[Number];
  if (Of.Decl.empty() || Of.File.empty())
    return false;
  if (meant(Number) != Number)
    return !isRepeated(Number);
  if (Of.IsAddress)
    return true;
  return isWideInteger(Of, Known) && !isShare(Of) && holdsAddress(Number);
}

/// True if the wide integer \p Number holds an address, and not by way of half the kernel: its
/// name says so, or what it comes from or gets to is near.
bool SolvedIndex::holdsAddress(unsigned Number) const {
  constexpr size_t NearSteps = 5;
  Verdict Is = Kinds->verdict(Number);
  return Is.Kind != "unknown" && (Known.isPhysicalName(slots()[Number].Name) ||
                                  Is.Because.front().Steps.size() <= NearSteps);
}

const std::vector<unsigned> &SolvedIndex::addressValues() const {
  if (AddressValues)
    return *AddressValues;
  std::vector<unsigned> &Result = AddressValues.emplace();
  for (unsigned I = 0; I < slots().size(); ++I)
    if (isReported(I))
      Result.push_back(I);
  llvm::sort(Result, [&](unsigned A, unsigned B) {
    const Slot &X = slots()[A], &Y = slots()[B];
    return std::tie(X.File, X.Line, X.Name, X.Key) < std::tie(Y.File, Y.Line, Y.Name, Y.Key);
  });
  return Result;
}
