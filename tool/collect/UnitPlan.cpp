// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/UnitPlan.h"

#include "checks/sources/EarlyMacros.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"

using namespace kphys;

namespace {

/// Units tried for one header before it is given up: the nearest includers by text may have it
/// under a condition.
constexpr size_t MaxUnitsPerFile = 8;

/// Units for shared headers that are parsed at once: enough for few processors to be busy, so few
/// that most headers have been seen before their turn comes. The same on every machine.
constexpr size_t ProvidersAtOnce = 4;

/// The file at \p Path, or nullptr.
std::unique_ptr<llvm::MemoryBuffer> readIfRegular(const std::string &Path) {
  auto Text = readRegularFile(Path);
  return Text ? std::move(*Text) : nullptr;
}

} // namespace

UnitPlan::UnitPlan(const TreeScan &Tree, const Project &Of, const std::set<std::string> &Besides,
                   const std::set<std::string> &Read)
    : Tree(Tree), Of(Of), Plans(Of.Builds.size()) {
  auto IsWanted = [&](const std::string &File) {
    return Of.Filter.contains(File) || Besides.count(File);
  };
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if (!Of.Units[I].Source.empty() && !Of.Units[I].isAssembly())
      Plans[Of.Units[I].Build].UnitsBySource.emplace(Of.Units[I].Source, I);
  for (const auto &[File, Mentions] : Tree.occurrences())
    if (IsWanted(File))
      for (size_t I = 0; I < Plans.size(); ++I)
        if (!isOfOtherArchitecture(File, Of.Builds[I].SourceArchitecture))
          Plans[I].Unseen.insert(File);
  std::set<std::string> AllReaders;
  for (const std::string &File : Read)
    Tree.visitIncluders(File, [&](const std::string &Includer) {
      AllReaders.insert(Includer);
      return true;
    });
  // A macro is rewritten only where all its users agree, wherever they are.
  bool AllUsers = llvm::any_of(Tree.forwarderHeaders(), [&](const std::string &Header) {
    return Of.Filter.contains(Header);
  });
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if ((mentionsName(I) && IsWanted(Of.Units[I].Source)) ||
        (AllUsers && Tree.forwarderUsers().count(Of.Units[I].Source)))
      Chosen.insert(I);
  for (const std::string &Includer : AllReaders)
    for (const BuildPlan &Plan : Plans) {
      auto [First, Last] = Plan.UnitsBySource.equal_range(Includer);
      for (auto Unit = First; Unit != Last; ++Unit)
        Readers.insert(Unit->second);
    }
  Chosen.insert(Readers.begin(), Readers.end());
  for (const auto &[File, Mentions] : Tree.occurrences())
    if (IsWanted(File) && !isSource(File) && !isSharedHeader(File))
      chooseDefiners(File, Mentions);
}

/// A driver's header is what each source makes of it: where some that include it define what
/// decides about \p Mentions, one of each kind is parsed.
void UnitPlan::chooseDefiners(const std::string &File, llvm::ArrayRef<Occurrence> Mentions) {
  auto Header = readIfRegular(Of.Tree.Root + "/" + File);
  if (!Header)
    return;
  std::vector<unsigned> Places;
  for (const Occurrence &Each : Mentions)
    Places.push_back(Each.Offset);
  const std::string Deciding = textThatDecides(Header->getBuffer(), Places);
  std::map<std::pair<const BuildPlan *, std::string>, std::optional<size_t>> FirstOf;
  for (const std::string &Includer : Tree.filesIncluding(File))
    for (const BuildPlan &Plan : Plans) {
      auto [First, Last] = Plan.UnitsBySource.equal_range(Includer);
      auto Text = First == Last ? nullptr : readIfRegular(Of.Tree.Root + "/" + Includer);
      if (!Text)
        continue;
      std::optional<size_t> &Unit = FirstOf[{&Plan, earlyMacros(Text->getBuffer(), Deciding)}];
      for (auto Each = First; Each != Last; ++Each)
        if (!Unit || (!Chosen.count(*Unit) && Chosen.count(Each->second)))
          Unit = Each->second;
    }
  bool AnyDefines =
      llvm::any_of(FirstOf, [](const auto &Each) { return !Each.first.second.empty(); });
  if (AnyDefines)
    for (const auto &[Alike, Unit] : FirstOf)
      Chosen.insert(*Unit);
}

bool UnitPlan::mentionsName(size_t Index) const {
  return Tree.occurrences().count(Of.Units[Index].Source) ||
         Tree.forwarderUsers().count(Of.Units[Index].Source);
}

std::vector<size_t> UnitPlan::providers() {
  std::set<size_t> Round;
  for (BuildPlan &Plan : Plans)
    addProviders(Plan, Round);
  ForHeaders.insert(Round.begin(), Round.end());
  return {Round.begin(), Round.end()};
}

void UnitPlan::addProviders(BuildPlan &Plan, std::set<size_t> &Round) const {
  size_t Added = 0;
  for (const std::string &File : Plan.Unseen) {
    if (Added == ProvidersAtOnce)
      return;
    if (isSharedHeader(File) && Plan.Provided.insert(File).second)
      if (std::optional<size_t> Unit = provider(Plan, File); Unit && !ForHeaders.count(*Unit))
        Added += Round.insert(*Unit).second;
  }
}

/// The nearest unit of a build that includes \p File, one that is parsed anyway if there is one.
std::optional<size_t> UnitPlan::provider(const BuildPlan &Plan, const std::string &File) const {
  std::optional<size_t> Nearest, Best;
  Tree.visitIncluders(File, [&](const std::string &Includer) {
    auto [First, Last] = Plan.UnitsBySource.equal_range(Includer);
    for (auto Unit = First; Unit != Last && !Best; ++Unit) {
      if (!Nearest)
        Nearest = Unit->second;
      if (Chosen.count(Unit->second))
        Best = Unit->second;
    }
    return !Best;
  });
  return Best ? Best : Nearest;
}

std::vector<size_t> UnitPlan::mentioners() const {
  std::vector<size_t> Result;
  std::set_difference(Chosen.begin(), Chosen.end(), ForHeaders.begin(), ForHeaders.end(),
                      std::back_inserter(Result));
  return Result;
}

std::vector<size_t> UnitPlan::includersOfUnseen() {
  std::set<size_t> Round;
  for (const BuildPlan &Plan : Plans)
    for (const std::string &File : Plan.Unseen)
      addIncluders(Plan, File, Round);
  ForHeaders.insert(Round.begin(), Round.end());
  return {Round.begin(), Round.end()};
}

void UnitPlan::addIncluders(const BuildPlan &Plan, const std::string &File,
                            std::set<size_t> &Round) const {
  auto IsTried = [&](size_t Unit) {
    return ForHeaders.count(Unit) || (!isSharedHeader(File) && Chosen.count(Unit));
  };
  std::set<std::string> Classes;
  size_t Added = 0;
  Tree.visitIncluders(File, [&](const std::string &Includer) {
    auto [First, Last] = Plan.UnitsBySource.equal_range(Includer);
    for (auto Unit = First; Unit != Last && Added < MaxUnitsPerFile; ++Unit)
      if (!IsTried(Unit->second) &&
          Classes.insert(flagClass(Of.Units[Unit->second].Command)).second) {
        Round.insert(Unit->second);
        ++Added;
      }
    return Added < MaxUnitsPerFile;
  });
}
