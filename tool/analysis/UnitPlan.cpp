// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/UnitPlan.h"

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
    if (Of.Filter.contains(File))
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
  return {Chosen.begin(), Chosen.end()};
}

std::vector<size_t> UnitPlan::secondRound() {
  std::set<size_t> Round;
  for (const std::string &File : Unseen)
    addIncluders(File, Round);
  return {Round.begin(), Round.end()};
}

void UnitPlan::addIncluders(const std::string &File, std::set<size_t> &Round) {
  std::set<std::string> Classes;
  size_t Added = 0;
  for (const std::string &Includer : Tree.includers(File)) {
    auto [First, Last] = UnitsBySource.equal_range(Includer);
    for (auto Unit = First; Unit != Last && Added < MaxUnitsPerFile; ++Unit)
      if (!Chosen.count(Unit->second) &&
          Classes.insert(flagClass(Of.Units[Unit->second].Command)).second) {
        Round.insert(Unit->second);
        ++Added;
      }
  }
}
