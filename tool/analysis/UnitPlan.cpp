// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/UnitPlan.h"

#include "checks/sources/Paths.h"

using namespace kphys;

namespace {

/// Units tried for one header before it is given up: the nearest includers by text may have it
/// under a condition.
constexpr size_t MaxUnitsPerFile = 8;

} // namespace

UnitPlan::UnitPlan(const TreeScan &Tree, const Project &Of) : Tree(Tree), Of(Of) {
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if (!Of.Units[I].Source.empty() && !Of.Units[I].isAssembly())
      UnitsBySource.emplace(Of.Units[I].Source, I);
  for (const auto &[File, Mentions] : Tree.occurrences())
    if (Of.Filter.contains(File) && !isOfOtherArchitecture(File, Of.SourceArchitecture))
      Unseen.insert(File);
}

bool UnitPlan::mentionsName(size_t Index) const {
  return Tree.occurrences().count(Of.Units[Index].Source) ||
         Tree.forwarderUsers().count(Of.Units[Index].Source);
}

std::vector<size_t> UnitPlan::firstRound() {
  // A macro is rewritten only where all its users agree, wherever they are.
  bool AllUsers = llvm::any_of(Tree.forwarderHeaders(), [&](const std::string &Header) {
    return Of.Filter.contains(Header);
  });
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if ((mentionsName(I) && Of.Filter.contains(Of.Units[I].Source)) ||
        (AllUsers && Tree.forwarderUsers().count(Of.Units[I].Source)))
      Chosen.insert(I);
  for (const std::string &File : Unseen)
    if (isSharedHeader(File))
      addProvider(File);
  Chosen.insert(ForHeaders.begin(), ForHeaders.end());
  return {Chosen.begin(), Chosen.end()};
}

/// The nearest unit that includes \p File, one that is parsed anyway if there is one.
void UnitPlan::addProvider(const std::string &File) {
  std::optional<size_t> Nearest, Best;
  Tree.visitIncluders(File, [&](const std::string &Includer) {
    auto [First, Last] = UnitsBySource.equal_range(Includer);
    for (auto Unit = First; Unit != Last && !Best; ++Unit) {
      if (!Nearest)
        Nearest = Unit->second;
      if (Chosen.count(Unit->second))
        Best = Unit->second;
    }
    return !Best;
  });
  if (Nearest)
    ForHeaders.insert(Best.value_or(*Nearest));
}

std::vector<size_t> UnitPlan::secondRound() {
  std::set<size_t> Round;
  for (const std::string &File : Unseen)
    addIncluders(File, Round);
  ForHeaders.insert(Round.begin(), Round.end());
  return {Round.begin(), Round.end()};
}

void UnitPlan::addIncluders(const std::string &File, std::set<size_t> &Round) {
  const std::set<size_t> &Tried = isSharedHeader(File) ? ForHeaders : Chosen;
  std::set<std::string> Classes;
  size_t Added = 0;
  Tree.visitIncluders(File, [&](const std::string &Includer) {
    auto [First, Last] = UnitsBySource.equal_range(Includer);
    for (auto Unit = First; Unit != Last && Added < MaxUnitsPerFile; ++Unit)
      if (!Tried.count(Unit->second) &&
          Classes.insert(flagClass(Of.Units[Unit->second].Command)).second) {
        Round.insert(Unit->second);
        ++Added;
      }
    return Added < MaxUnitsPerFile;
  });
}
