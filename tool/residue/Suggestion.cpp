// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/residue/Suggestion.h"

#include "tool/compdb/NearestTarget.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// Needs that contradict each other take configurations of their own, up to so many.
constexpr unsigned MaxRounds = 6;

/// True if a build for \p Architecture may compile the source.
bool mayBeOf(const Revealing &Way, const KernelArchitecture &Architecture) {
  return Way.Architecture.empty() || Way.Architecture == Architecture.Directory;
}

std::string forced(const std::string &Symbol, bool IsSet) {
  return "CONFIG_" + Symbol + (IsSet ? "=y" : "=n");
}

/// A configuration that was tried.
struct Candidate {
  std::string Architecture;
  std::vector<std::string> Forced;
  std::map<size_t, std::string> Reveals; ///< places, each with the source that has it
};

class Suggester {
public:
  Suggester(const std::vector<std::vector<Revealing>> &Unseen, const KconfigHints &Hints,
            const ConfigureFunction &Configure)
      : Unseen(Unseen), Hints(Hints), Configure(Configure) {}

  Suggestions run() {
    for (size_t Place = 0; Place < Unseen.size(); ++Place)
      if (!Unseen[Place].empty())
        Open.insert(Place);
    for (bool OwnPlaces : {true, false})
      for (const KernelArchitecture &Each : kernelArchitectures())
        if (hasOwnPlaces(Each) == OwnPlaces)
          tryArchitecture(Each);
    return choose();
  }

private:
  bool hasOwnPlaces(const KernelArchitecture &Architecture) const {
    return llvm::any_of(Unseen, [&](const std::vector<Revealing> &Ways) {
      return llvm::any_of(
          Ways, [&](const Revealing &Way) { return Way.Architecture == Architecture.Directory; });
    });
  }

  void tryArchitecture(const KernelArchitecture &Architecture) {
    const NearestTarget *Nearest = nearestTarget(Architecture.Name);
    bool IsStandIn = Nearest && Nearest->IsStandIn;
    std::set<size_t> Wanted;
    for (size_t Place : Open)
      for (const Revealing &Way : Unseen[Place])
        // What a stand-in shows is approximate: it is for what there is nowhere else.
        if (mayBeOf(Way, Architecture) && (!IsStandIn || !Way.Architecture.empty()))
          Wanted.insert(Place);
    std::set<std::vector<std::string>> Tried;
    for (unsigned Round = 0; Round < MaxRounds && !Wanted.empty(); ++Round) {
      Candidate Next = {Architecture.Name, forcedFor(Wanted, Architecture), {}};
      if (!Tried.insert(Next.Forced).second)
        return;
      llvm::Expected<std::set<std::string>> Set = Configure(Next.Architecture, Next.Forced);
      if (!Set) {
        llvm::consumeError(Set.takeError());
        return;
      }
      for (size_t Place : Wanted)
        if (std::string Source = revealed(Place, Architecture, *Set); !Source.empty())
          Next.Reveals[Place] = std::move(Source);
      for (const auto &[Place, Source] : Next.Reveals) {
        Open.erase(Place);
        Wanted.erase(Place);
      }
      Candidates.push_back(std::move(Next));
      // Others may be to be had without these. What is nowhere at home is tried elsewhere, too.
      std::erase_if(Wanted, [&](size_t Place) {
        return Round > 0 && llvm::none_of(Unseen[Place], [&](const Revealing &Way) {
                 return Way.Architecture == Architecture.Directory;
               });
      });
    }
  }

  /// What the places need, as far as it goes together.
  std::vector<std::string> forcedFor(const std::set<size_t> &Wanted,
                                     const KernelArchitecture &Architecture) const {
    Needs All;
    for (size_t Place : Wanted)
      addNeeds(Unseen[Place], Architecture, All);
    std::vector<std::string> Result;
    for (const auto &[Symbol, IsSet] : All.Symbols)
      Result.push_back(forced(Symbol, IsSet));
    return Result;
  }

  /// Adds to \p All what the first way that goes together with it needs.
  void addNeeds(const std::vector<Revealing> &Ways, const KernelArchitecture &Architecture,
                Needs &All) const {
    for (const Revealing &Way : Ways) {
      if (!mayBeOf(Way, Architecture))
        continue;
      for (const Needs &Plain : Way.Ways) {
        Needs Together = All;
        Together.add(Hints.widened(Plain, Architecture.Directory));
        if (!Together.canBe())
          continue;
        All = std::move(Together);
        return;
      }
    }
  }

  /// The source by which a configuration with \p Set reveals \p Place, or nothing.
  std::string revealed(size_t Place, const KernelArchitecture &Architecture,
                       const std::set<std::string> &Set) const {
    auto IsSet = [&](const std::string &Symbol) { return Set.count(Symbol) != 0; };
    for (const Revealing &Way : Unseen[Place])
      if (mayBeOf(Way, Architecture) &&
          llvm::any_of(Way.Ways, [&](const Needs &Each) { return Each.areMet(IsSet); }))
        return Way.Source;
    return {};
  }

  /// Always the one that reveals most of what is left.
  Suggestions choose() {
    Suggestions Result;
    for (size_t Place = 0; Place < Unseen.size(); ++Place)
      Open.insert(Place);
    auto Gain = [&](const Candidate &Each) {
      return llvm::count_if(Each.Reveals,
                            [&](const auto &Reveals) { return Open.count(Reveals.first) != 0; });
    };
    while (!Candidates.empty()) {
      auto Best = llvm::max_element(
          Candidates, [&](const Candidate &A, const Candidate &B) { return Gain(A) < Gain(B); });
      if (Gain(*Best) == 0)
        break;
      Result.Builds.push_back(take(*Best));
      Candidates.erase(Best);
    }
    Result.Left.assign(Open.begin(), Open.end());
    return Result;
  }

  SuggestedBuild take(const Candidate &Chosen) {
    SuggestedBuild Result = {Chosen.Architecture, {}, {}, 0};
    std::set<std::string> Needed;
    for (const auto &[Place, Source] : Chosen.Reveals)
      if (Open.erase(Place)) {
        ++Result.Places;
        llvm::SmallString<128> Object(Source);
        llvm::sys::path::replace_extension(Object, "o");
        Result.Targets.insert(Object.str().str());
        addForced(Unseen[Place], Chosen, Needed);
      }
    for (const std::string &Each : Chosen.Forced)
      if (Needed.count(Each))
        Result.Forced.push_back(Each);
    return Result;
  }

  /// Adds to \p Into what any of \p Ways may have needed to be forced.
  void addForced(const std::vector<Revealing> &Ways, const Candidate &Chosen,
                 std::set<std::string> &Into) const {
    const KernelArchitecture *Architecture = kernelArchitecture(Chosen.Architecture);
    for (const Revealing &Way : Ways)
      for (const Needs &Plain : Way.Ways)
        for (const auto &[Symbol, IsSet] : Hints.widened(Plain, Architecture->Directory).Symbols)
          Into.insert(forced(Symbol, IsSet));
  }

  const std::vector<std::vector<Revealing>> &Unseen;
  const KconfigHints &Hints;
  const ConfigureFunction &Configure;
  std::set<size_t> Open; ///< places that nothing reveals so far
  std::vector<Candidate> Candidates;
};

} // namespace

Suggestions kphys::suggestBuilds(const std::vector<std::vector<Revealing>> &Unseen,
                                 const KconfigHints &Hints, const ConfigureFunction &Configure) {
  return Suggester(Unseen, Hints, Configure).run();
}
