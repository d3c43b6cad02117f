// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/ProgramKinds.h"

using namespace kphys;

namespace {

/// True for what is both by the contract of one source: nobody says of it that it is RAM.
bool isByContract(const Verdict &Of) {
  return Of.Because.size() < 2 ||
         (Of.Because[1].Steps.size() == 1 && Of.Because[0].Steps.back() == Of.Because[1].Steps[0]);
}

/// What \p Of says that the value may be, each with its witness.
void addSides(const Verdict &Of, std::map<Kind, Witness> &Into) {
  if (Of.Kind == kindName(Kind::Either) && isByContract(Of)) {
    Witness Source = Of.Because.empty() ? Witness() : Of.Because.front();
    Source.Of = Kind::Either;
    Into.try_emplace(Kind::Either, std::move(Source));
    return;
  }
  for (const Witness &Each : Of.Because)
    Into.try_emplace(Each.Of, Each);
}

} // namespace

Verdict kphys::joined(const std::vector<Verdict> &InBuilds) {
  auto IsKnown = [](const Verdict &Each) { return Each.Kind != "unknown"; };
  bool AnyHeld =
      llvm::any_of(InBuilds, [&](const Verdict &Each) { return IsKnown(Each) && !Each.IsByUse; });
  std::vector<const Verdict *> Counted; // what a value holds counts before what it is used for
  for (const Verdict &Each : InBuilds)
    if (IsKnown(Each) && !(AnyHeld && Each.IsByUse))
      Counted.push_back(&Each);
  if (Counted.empty())
    return InBuilds.front();
  if (llvm::all_of(Counted,
                   [&](const Verdict *Each) { return Each->Kind == Counted.front()->Kind; }))
    return *Counted.front();
  std::map<Kind, Witness> Sides;
  for (const Verdict *Each : Counted)
    addSides(*Each, Sides);
  auto Only = [&](Kind Of) { return Verdict{kindName(Of), {Sides.at(Of)}}; };
  if (auto Ram = Sides.find(Kind::Kphys); Ram != Sides.end()) {
    for (Kind Other : {Kind::Raw, Kind::Bus, Kind::Either})
      if (auto Found = Sides.find(Other); Found != Sides.end())
        return either(Ram->second, Found->second);
    return Only(Kind::Kphys);
  }
  if (Sides.count(Kind::Raw)) // nobody puts RAM there for sure, as within one program
    return Only(Kind::Raw);
  for (const Verdict *Each : Counted)
    if (Each->Kind == kindName(Kind::Either))
      return *Each;
  return *Counted.front();
}

void ProgramKinds::add(const SolvedIndex &Build) {
  Slots += Build.slots().size();
  Flows += Build.flowCount();
  std::map<DeclaredAt, std::map<std::string, Value>> New; // two of one build are not one
  for (unsigned Number : Build.addressValues()) {
    const Slot &Declared = Build.slots()[Number];
    Verdict Is = Build.verdict(Number);
    auto Known = Values.find(placeOf(Declared));
    if (Known == Values.end()) {
      std::string Blocker = Is.Kind == "unknown" ? Build.blocker(Number) : "";
      New[placeOf(Declared)].emplace(Declared.Key,
                                     Value{Declared, {std::move(Is)}, std::move(Blocker)});
      continue;
    }
    auto Same = Known->second.find(Declared.Key);
    for (auto Each = Known->second.begin(); Each != Known->second.end(); ++Each) {
      if (Same != Known->second.end() && Each != Same)
        continue;
      Each->second.InBuilds.push_back(Is);
      if (Is.Kind != "unknown")
        Each->second.Blocker.clear();
    }
  }
  Values.merge(New);
  for (Finding &Each : Build.conflicts(Level))
    Conflicts.try_emplace({Each.File, Each.Line, Each.Column, Each.Code + Each.Text}, Each);
  for (const ArgumentPlace &Each : Arguments)
    ArgumentKinds[Each].push_back(Build.argumentVerdict(Each.File, Each.Name, Each.Parameter));
}

std::vector<const ProgramKinds::Value *> ProgramKinds::values() const {
  std::vector<const Value *> Result;
  for (const auto &[Place, ByKey] : Values)
    for (const auto &[Key, Each] : ByKey)
      Result.push_back(&Each);
  llvm::sort(Result, [](const Value *A, const Value *B) {
    const Slot &X = A->Declared, &Y = B->Declared;
    return std::tie(X.File, X.Line, X.Name, X.Key) < std::tie(Y.File, Y.Line, Y.Name, Y.Key);
  });
  return Result;
}

std::vector<Finding> ProgramKinds::conflicts() const {
  std::vector<Finding> Result;
  for (const auto &[Place, Each] : Conflicts)
    Result.push_back(Each);
  return Result;
}

Verdict ProgramKinds::argumentVerdict(const ArgumentPlace &Of) const {
  auto Known = ArgumentKinds.find(Of);
  return Known == ArgumentKinds.end() ? Verdict{"unknown", {}} : joined(Known->second);
}
