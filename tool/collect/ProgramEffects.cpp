// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/ProgramEffects.h"

#include "checks/scan/DefinedFunctions.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/effects/ShortestWays.h"
#include "tool/program/UnitOutcome.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr unsigned MaxRounds = 8;       ///< calls from unit to unit that are followed
constexpr unsigned MaxFunctions = 1000; ///< that one is followed through
constexpr size_t MaxTellers = 48;       ///< units of a build that are asked about one name

} // namespace

ProgramEffects::ProgramEffects(Session &In, const TreeScan &Text)
    : In(In), Text(Text), Known(In, In.Files, "effects " + In.Known.Names.fingerprint()),
      Parses(In.runner("following calls")), Definitions(Of, In.Options.Workers),
      Settled(Of.Builds.size()) {}

void ProgramEffects::noteReader(size_t Unit, const std::vector<std::string> &Files) {
  for (const std::string &Each : Files)
    ReadersOf[In.Files.name(Each, Of.Units[Unit].Build)].insert(Unit);
}

void ProgramEffects::find(const std::set<std::string> &Wanted) {
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    std::set<std::string> Open, OfHeaders;
    for (const std::string &Each : Wanted)
      addOpen(Each, Open);
    if (Open.empty())
      return;
    for (size_t Build = 0; Build < Settled.size(); ++Build) {
      Settled[Build] = {};
      for (const auto &[Name, Effect] : Said.Addresses)
        if (isSettled(Effect) && isToldBy(Build, AddressesBy, Name))
          Settled[Build].Known.Addresses.emplace(Name, Effect);
      Settled[Build].Hash = llvm::utohexstr(llvm::xxh3_64bits(writeJson(Settled[Build].Known)));
    }
    std::map<size_t, std::set<std::string>> ByUnit;
    for (const std::string &Name : Open) {
      ++Asked[Name];
      AddressesBy.erase(Name); // what is asked again is answered anew
      if (isOfHeader(Name)) {
        OfHeaders.insert(Name);
        continue;
      }
      std::vector<size_t> Tellers = tellersOf(Name), OfItsHeaders = headerTellersOf(Name);
      if (Tellers.size() + OfItsHeaders.size() > MaxTellers * Of.Builds.size()) {
        Incomplete.insert(Name);
        continue;
      }
      for (size_t Unit : Tellers)
        ByUnit[Unit].insert(Name);
      for (size_t Unit : OfItsHeaders)
        ask({.Unit = Unit, .IsPlain = true, .Functions = {Name}});
    }
    for (auto &[Unit, Names] : ByUnit)
      ask({.Unit = Unit, .Functions = std::move(Names)});
    askHeaders(OfHeaders);
    Parses.run();
    for (const RememberedAnswer &Each : std::exchange(Remembered, {}))
      record(Each.Task, Each.Answer, Each.Files);
    for (const std::string &Name : Open)
      join(Name);
  }
}

/// Makes one answer of what units have told of \p Name, whatever the order in which they did.
void ProgramEffects::join(const std::string &Name) {
  if (auto Told = RunningBy.find(Name); Told != RunningBy.end()) {
    RunningEffect All;
    for (const auto &[Parse, Effect] : Told->second) {
      All.OnAtomic |= Effect.OnAtomic;
      All.OnKmap |= Effect.OnKmap;
    }
    Said.Running[Name] = std::move(All);
  }
  Said.Addresses.erase(Name);
  if (auto Told = AddressesBy.find(Name); Told != AddressesBy.end()) {
    AddressEffect All = Told->second.begin()->second;
    for (const auto &[Parse, Effect] : Told->second)
      All |= Effect;
    Said.Addresses.emplace(Name, std::move(All));
  }
}

/// False where only other builds have told of \p Name: what they compile there may be another
/// thing.
template <typename Told>
bool ProgramEffects::isToldBy(std::optional<size_t> Build, const Told &By,
                              const std::string &Name) const {
  if (!Build || Of.Builds.size() == 1)
    return true;
  auto Known = By.find(Name);
  return Known != By.end() && llvm::any_of(Known->second, [&](const auto &Each) {
           return Of.Units[Each.first.first].Build == *Build;
         });
}

/// \p Asked, or else each build that has told of \p Name.
std::vector<std::optional<size_t>>
ProgramEffects::tellingBuilds(const std::string &Name, std::optional<size_t> Asked) const {
  std::vector<std::optional<size_t>> Result;
  for (size_t Build = 0; !Asked && Build < Of.Builds.size(); ++Build)
    if (isToldBy(Build, RunningBy, Name))
      Result.push_back(Build);
  if (Result.empty())
    Result.push_back(Asked);
  return Result;
}

KnownEffects ProgramEffects::of(const std::set<std::string> &Wanted,
                                std::optional<size_t> Build) const {
  KnownEffects Result;
  std::set<std::string> Open;
  for (const std::string &Each : Wanted) {
    if (StringRef(Each).contains('#')) {
      if (const AddressEffect *Found = Said.address(Each);
          Found && !Incomplete.count(Each) && isToldBy(Build, AddressesBy, Each))
        Result.Addresses.emplace(Each, *Found);
    } else {
      RunningEffect &Into = Result.Running[Each];
      for (std::optional<size_t> Teller : tellingBuilds(Each, Build)) {
        Into.OnAtomic |= closureOf(Each, MappingKind::Atomic, Open, Teller);
        Into.OnKmap |= closureOf(Each, MappingKind::Kmap, Open, Teller);
      }
    }
  }
  return Result;
}

/// Adds what has to be asked for \p Wanted next.
void ProgramEffects::addOpen(const std::string &Wanted, std::set<std::string> &Open) const {
  if (!StringRef(Wanted).contains('#')) {
    closureOf(Wanted, MappingKind::Atomic, Open);
    return;
  }
  auto Times = Asked.find(Wanted);
  if (Times == Asked.end()) {
    Open.insert(Wanted);
    return;
  }
  const AddressEffect *Found = Said.address(Wanted);
  if (!Found || Found->Demands.empty() || Times->second == MaxRounds)
    return;
  std::set<std::string> Before = Open;
  for (const std::string &Each : Found->Demands)
    if (Each != Wanted)
      addOpen(Each, Open);
  bool IsMore = llvm::any_of(Found->Demands, [&](const std::string &Each) {
    const AddressEffect *Of = Said.address(Each);
    return Of && isSettled(*Of);
  });
  if (Open == Before && IsMore)
    Open.insert(Wanted);
}

bool ProgramEffects::isSettled(const AddressEffect &Effect) const { return Effect.Demands.empty(); }

Reliance ProgramEffects::closureOf(const std::string &Root, MappingKind On,
                                   std::set<std::string> &Open, std::optional<size_t> Build) const {
  Reliance Result;
  std::set<std::string> Missing;
  std::string FirstMissing;
  ShortestWays<std::string> Ways;
  Ways.add(Root, "");
  while (auto Next = Ways.take()) {
    const auto &[Name, Before] = *Next;
    std::string Way = Before + StringRef(Name).split('@').first.str() + "()";
    const RunningEffect *Found = Said.running(Name);
    if (Asked.count(Name) &&
        (!Found || Incomplete.count(Name) || !isToldBy(Build, RunningBy, Name))) {
      if (Result.Unknown.empty())
        Result.Unknown = Way;
      continue;
    }
    if (!Found) {
      Missing.insert(Name);
      if (FirstMissing.empty())
        FirstMissing = Way;
      continue;
    }
    Reliance Here = On == MappingKind::Atomic ? Found->OnAtomic : Found->OnKmap;
    for (const auto &[Further, There] : std::exchange(Here.Further, {}))
      Ways.add(Further, Before + There.substr(0, There.rfind(" uses ") + strlen(" uses ")));
    if (Here.Parts != 0)
      Here.Reason = Before + Here.Reason;
    if (!Here.Unknown.empty())
      Here.Unknown = Before + Here.Unknown;
    Result |= Here;
  }
  if (Missing.empty())
    return Result;
  bool IsDecided = Result.Parts != 0 || !Result.Unknown.empty();
  if (!IsDecided && Result.Seen.size() <= MaxFunctions)
    Open.insert(Missing.begin(), Missing.end());
  if (Result.Unknown.empty())
    Result.Unknown = FirstMissing;
  return Result;
}

/// The units that may tell of \p Name, which is of no header.
std::vector<size_t> ProgramEffects::tellersOf(StringRef Name) {
  StringRef Function = Name.split('#').first;
  if (!isPointer(Function))
    return Definitions.definersOf(Function);
  auto [Pointer, File] = Function.split('@');
  return Definitions.storersIn(Pointer, includersOf(File.str()));
}

/// \p File, and what includes it.
const std::set<std::string> &ProgramEffects::includersOf(const std::string &File) {
  auto [Known, IsNew] = IncludersOf.try_emplace(File);
  if (IsNew) {
    Known->second.insert(File);
    Text.visitIncluders(File, [&](const std::string &Each) {
      Known->second.insert(Each);
      return true;
    });
  }
  return Known->second;
}

/// One unit for each header that may store something in \p Name, if it is a pointer.
std::vector<size_t> ProgramEffects::headerTellersOf(StringRef Name) {
  StringRef Function = Name.split('#').first;
  if (!isPointer(Function))
    return {};
  auto [Pointer, File] = Function.split('@');
  auto [Record, Field] = Pointer.split('.');
  std::set<size_t> Result;
  for (const std::string &Each : includersOf(File.str())) {
    if (!StringRef(Each).ends_with(".h"))
      continue;
    auto Source = readRegularFile(absolutePath(Each, Of.Tree.Root));
    if (!Source || !mayStoreIn((*Source)->getBuffer(), Record, Field))
      continue;
    std::vector<size_t> Readers = readersOf(Each);
    Result.insert(Readers.begin(), Readers.end());
    if (Readers.empty())
      Incomplete.insert(Name.str());
  }
  return {Result.begin(), Result.end()};
}

/// One unit of each build that reads \p File, or may, by text.
std::vector<size_t> ProgramEffects::readersOf(const std::string &File) {
  std::vector<size_t> Result;
  for (size_t Build = 0; Build < Of.Builds.size(); ++Build)
    if (std::optional<size_t> Reader = readerOf(File, Build))
      Result.push_back(*Reader);
  return Result;
}

std::optional<size_t> ProgramEffects::readerOf(const std::string &File, size_t Build) {
  if (auto Readers = ReadersOf.find(File); Readers != ReadersOf.end())
    for (size_t Unit : Readers->second)
      if (Of.Units[Unit].Build == Build)
        return Unit;
  std::optional<size_t> Result = Definitions.unitOf(File, Build);
  if (!Result)
    Text.visitIncluders(File, [&](const std::string &Each) {
      Result = Definitions.unitOf(Each, Build);
      return !Result;
    });
  return Result;
}

/// Asks as few units of each build as can be about inline functions, \p Names.
void ProgramEffects::askHeaders(const std::set<std::string> &Names) {
  NamesByHeader Open;
  for (const std::string &Name : Names)
    Open[StringRef(Name).split('@').second.str()].insert(Name);
  for (const auto &[Header, Functions] : Open)
    for (size_t Reader : readersOf(Header))
      ReadersOf[Header].insert(Reader);
  for (size_t Build = 0; Build < Of.Builds.size(); ++Build)
    askHeaders(Open, Build);
}

void ProgramEffects::askHeaders(NamesByHeader Open, size_t Build) {
  while (!Open.empty()) {
    std::map<size_t, unsigned> Covered;
    for (const auto &[Header, Functions] : Open)
      for (size_t Unit : ReadersOf[Header])
        if (Of.Units[Unit].Build == Build)
          Covered[Unit] += Functions.size();
    if (Covered.empty())
      return;
    size_t Best = llvm::max_element(Covered, [](const auto &A, const auto &B) {
                    return A.second < B.second;
                  })->first;
    UnitTask Task = {.Unit = Best, .IsPlain = true};
    for (auto Each = Open.begin(); Each != Open.end();) {
      bool IsRead = ReadersOf[Each->first].count(Best) != 0;
      if (IsRead)
        Task.Functions.merge(Each->second);
      Each = IsRead ? Open.erase(Each) : std::next(Each);
    }
    ask(std::move(Task));
  }
}

void ProgramEffects::ask(UnitTask Task) {
  std::optional<ParseCache::Answer> Found = Known.find(Task.Unit, variant(Task));
  if (auto Answer = Found ? readJsonText<EffectAnswer>(Found->Text) : std::nullopt) {
    ++In.Parses.Known;
    // Not at once: who is asked next must not depend on what was known before.
    Remembered.push_back({std::move(Task), std::move(*Answer), std::move(Found->Files)});
  } else {
    Parses.ask(*this, std::move(Task));
  }
}

/// What the answer depends on besides the unit.
std::string ProgramEffects::variant(const UnitTask &Task) const {
  std::string Result = (Task.IsPlain ? "headers\n" : "") + llvm::join(Task.Functions, "\n");
  return StringRef(Result).contains('#') ? Result + "\n" + Settled[Of.Units[Task.Unit].Build].Hash
                                         : Result;
}

std::unique_ptr<Extractor> ProgramEffects::extractor(const UnitTask &Task,
                                                     clang::Preprocessor &Macros) const {
  return effectExtractor(In.Known.Names, Of.Names, {Task.Functions, Task.IsPlain},
                         Settled[Of.Units[Task.Unit].Build].Known, Macros);
}

bool ProgramEffects::take(const UnitTask &Task, ParseOutcome Parse, nlohmann::json Facts) {
  EffectAnswer Answer;
  if (Facts.is_null() || !readJson(Facts, Answer))
    return false;
  UnitRecord Record;
  recordParse(Parse, In.Known.Profile.missingNames(), Of, Record);
  if (Record.failed()) {
    fail(Task, JobOutcome::Status::Done, "");
    return true;
  }
  Known.store(Task.Unit, {Parse.Files, writeJson(Answer)}, variant(Task));
  record(Task, Answer, Parse.Files);
  return true;
}

void ProgramEffects::fail(const UnitTask &Task, JobOutcome::Status, const std::string &) {
  Incomplete.insert(Task.Functions.begin(), Task.Functions.end());
}

void ProgramEffects::record(const UnitTask &Task, const EffectAnswer &Answer,
                            const std::vector<std::string> &Files) {
  noteReader(Task.Unit, Files);
  for (const auto &[Name, Effect] : Answer.Running)
    RunningBy[Name][{Task.Unit, Task.IsPlain}] = Effect;
  for (const auto &[Name, Effect] : Answer.Addresses)
    AddressesBy[Name][{Task.Unit, Task.IsPlain}] = Effect;
}
