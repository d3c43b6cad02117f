// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/Values.h"

#include "checks/inference/LinkUnits.h"
#include "tool/index/FlowIndex.h"

using namespace kphys;

llvm::Expected<std::unique_ptr<SolvedIndex>> SolvedIndex::read(const std::string &Path,
                                                               const KindCatalog &Catalog) {
  llvm::Expected<FlowIndex> Index = FlowIndex::open(Path);
  if (!Index)
    return Index.takeError();
  LinkUnits Programs;
  std::vector<IndexedPart> Parts;
  if (llvm::Error E = Index->read(FlowIndex::Detail::FlowsOnly, [&](IndexedPart Part) {
        for (const std::string &Name : Part.Definitions)
          Programs.define(Part.LinkUnit, Name);
        Parts.push_back(std::move(Part));
      }))
    return std::move(E);
  auto Result = std::make_unique<SolvedIndex>(Catalog);
  for (IndexedPart &Part : Parts) {
    for (Slot &Each : Part.Facts.Slots)
      Each.Key = Programs.scoped(Each.Key, Part.LinkUnit);
    Result->Graph.add(Part.Facts);
    Part.Facts = {};
  }
  Result->Graph.finish();
  Result->Kinds.emplace(Result->Graph, Catalog);
  Result->Kinds->solve();
  return Result;
}

std::vector<std::pair<std::string, WitnessStep>>
SolvedIndex::otherOrigins(unsigned Slot, const Verdict &Said) const {
  std::vector<std::pair<std::string, WitnessStep>> Result;
  for (Kind Of : {Kind::Kphys, Kind::Raw, Kind::Either, Kind::Bus}) {
    if (!(Kinds->holds(Slot) & bit(Of)))
      continue;
    WitnessStep From = Kinds->originInWords(Of, Slot).back();
    const WitnessStep *Shown = Said.Because.empty() ? nullptr : &Said.Because.back();
    if (!Shown || std::tie(Shown->File, Shown->Line, Shown->Text) !=
                      std::tie(From.File, From.Line, From.Text))
      Result.emplace_back(kindName(Of), std::move(From));
  }
  return Result;
}

std::vector<unsigned> SolvedIndex::addressValues() const {
  std::vector<unsigned> Result;
  for (unsigned I = 0; I < slots().size(); ++I)
    if (slots()[I].IsAddress && !slots()[I].Decl.empty() && !slots()[I].File.empty())
      Result.push_back(I);
  llvm::sort(Result, [&](unsigned A, unsigned B) {
    const Slot &X = slots()[A], &Y = slots()[B];
    return std::tie(X.File, X.Line, X.Name, X.Key) < std::tie(Y.File, Y.Line, Y.Name, Y.Key);
  });
  return Result;
}
