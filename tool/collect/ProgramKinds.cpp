// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/ProgramKinds.h"

using namespace kphys;

/// The kind of what is \p A in one program and \p B, another kind, in another: as within one, what
/// nobody says to be RAM is not both.
static std::string joinedKind(llvm::StringRef A, llvm::StringRef B) {
  auto IsAny = [&](llvm::StringRef Kind) { return A == Kind || B == Kind; };
  if (IsAny("unknown"))
    return (A == "unknown" ? B : A).str();
  return IsAny("raw") && !IsAny("kphys") ? "raw" : "either";
}

Verdict kphys::joined(Verdict A, Verdict B) {
  if (A.Kind == "unknown" || (A.IsByUse && !B.IsByUse && B.Kind != "unknown"))
    return B;
  if (A.Kind == B.Kind || B.Kind == "unknown" || (B.IsByUse && !A.IsByUse))
    return A;
  std::string Kind = joinedKind(A.Kind, B.Kind);
  if (A.Kind == Kind)
    return A;
  if (B.Kind == Kind)
    return B;
  bool IsRamFirst = A.Kind == "kphys";
  Witness Ram = (IsRamFirst ? A : B).Because.front(), Other = (IsRamFirst ? B : A).Because.front();
  Verdict Result = either(std::move(Ram), std::move(Other));
  Result.IsByUse = A.IsByUse;
  return Result;
}

void ProgramKinds::add(const SolvedIndex &Build, unsigned Number, std::vector<Value> &New) {
  const Slot &Declared = Build.slots()[Number];
  if (auto Known = ByKey.find(Declared.Key); Known != ByKey.end())
    return join(Known->second, Build, Number);
  if (auto Known = KeysAt.find(placeOf(Declared)); Known != KeysAt.end()) {
    for (const std::string &Key : Known->second)
      join(ByKey.at(Key), Build, Number);
    return;
  }
  Verdict Is = Build.verdict(Number);
  std::string Blocker = Is.Kind == "unknown" ? Build.blocker(Number) : "";
  New.push_back({Declared, std::move(Is), std::move(Blocker)});
}

void ProgramKinds::join(Value &Into, const SolvedIndex &Build, unsigned Number) {
  Into.Is = joined(std::move(Into.Is), Build.verdict(Number));
  if (Into.Is.Kind != "unknown")
    Into.Blocker.clear();
}

void ProgramKinds::add(const SolvedIndex &Build) {
  Slots += Build.slots().size();
  Flows += Build.flowCount();
  std::vector<Value> New; // two of one build are not one
  for (unsigned Number : Build.addressValues())
    add(Build, Number, New);
  for (Value &Each : New) {
    KeysAt[placeOf(Each.Declared)].insert(Each.Declared.Key);
    ByKey.emplace(Each.Declared.Key, Each);
  }
  for (Finding &Each : Build.conflicts(Level))
    Conflicts.try_emplace({Each.File, Each.Line, Each.Column, Each.Code + Each.Text}, Each);
  for (const ArgumentPlace &Each : Arguments) {
    std::string Is = Build.argumentKind(Each.File, Each.Name, Each.Parameter);
    auto [Known, IsNew] = ArgumentKinds.try_emplace(Each, Is);
    if (!IsNew && Known->second != Is)
      Known->second = joinedKind(Known->second, Is);
  }
}

std::vector<const ProgramKinds::Value *> ProgramKinds::values() const {
  std::vector<const Value *> Result;
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

std::string ProgramKinds::argumentKind(const ArgumentPlace &Of) const {
  auto Known = ArgumentKinds.find(Of);
  return Known == ArgumentKinds.end() ? "unknown" : Known->second;
}
