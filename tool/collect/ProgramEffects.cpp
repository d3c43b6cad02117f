// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/ProgramEffects.h"

#include "rewriters/effects/ShortestWays.h"
#include "tool/program/UnitOutcome.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr unsigned MaxRounds = 8;       ///< calls from unit to unit that are followed
constexpr unsigned MaxFunctions = 1000; ///< that one is followed through
constexpr size_t MaxTellers = 48;       ///< units of a build that are asked about one name

/// The function, or the pointer to one, that \p Name is or is a parameter of.
std::string functionOf(StringRef Name) { return Name.split('#').first.str(); }

} // namespace

ProgramEffects::ProgramEffects(Session &In, const TreeScan &Text)
    : In(In), Text(Text), Known(In, In.Files, "effects " + In.Known.Names.fingerprint()),
      Parses(In.runner("following calls")),
      Definitions(Of, Text, In.treeCache(), In.Options.Workers), Told(Of.Builds.size()) {}

void ProgramEffects::noteReader(size_t Unit, const std::vector<std::string> &Files) {
  for (const std::string &Each : Files)
    ReadersOf[In.Files.name(Each, Of.Units[Unit].Build)].insert(Unit);
}

void ProgramEffects::find(const std::set<std::string> &Wanted) {
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    std::set<std::string> Open, OfHeaders;
    for (const std::string &Each : Wanted)
      for (size_t Build = 0; Build < Told.size(); ++Build)
        addOpen(Each, Build, Open);
    if (Open.empty())
      return;
    for (ToldEffects &Each : Told) {
      Each.Settled = {};
      for (const auto &[Name, Effect] : Each.Said.Addresses)
        if (isSettled(Effect))
          Each.Settled.Addresses.emplace(Name, Effect);
      Each.SettledHash = llvm::utohexstr(llvm::xxh3_64bits(writeJson(Each.Settled)));
    }
    std::set<std::string> Pointers;
    for (const std::string &Name : Open)
      if (isPointer(functionOf(Name)))
        Pointers.insert(functionOf(Name));
    Definitions.findStorers(Pointers);
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
        setIncomplete(Name);
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

void ProgramEffects::setIncomplete(const std::string &Name) {
  for (ToldEffects &Each : Told)
    Each.Incomplete.insert(Name);
}

/// Makes one answer of what the units of each build have told of \p Name, whatever the order in
/// which they did.
void ProgramEffects::join(const std::string &Name) {
  for (ToldEffects &Each : Told)
    Each.Said.Addresses.erase(Name);
  if (auto Known = RunningBy.find(Name); Known != RunningBy.end()) {
    for (ToldEffects &Each : Told)
      Each.Said.Running.erase(Name);
    for (const auto &[Parse, Effect] : Known->second) {
      RunningEffect &All = Told[Of.Units[Parse.first].Build].Said.Running[Name];
      All.OnAtomic |= Effect.OnAtomic;
      All.OnKmap |= Effect.OnKmap;
    }
  }
  if (auto Known = AddressesBy.find(Name); Known != AddressesBy.end())
    for (const auto &[Parse, Effect] : Known->second) {
      auto &Addresses = Told[Of.Units[Parse.first].Build].Said.Addresses;
      auto [All, IsFirst] = Addresses.try_emplace(Name, Effect);
      if (!IsFirst)
        All->second |= Effect;
    }
}

/// \p Asked, or else each build that has told of \p Name; the first, if none has.
std::vector<size_t> ProgramEffects::tellingBuilds(const std::string &Name,
                                                  std::optional<size_t> Asked) const {
  if (Asked)
    return {*Asked};
  std::vector<size_t> Result;
  for (size_t Build = 0; Build < Told.size(); ++Build)
    if (Told[Build].Said.running(Name) || Told[Build].Said.address(Name))
      Result.push_back(Build);
  if (Result.empty())
    Result.push_back(0);
  return Result;
}

KnownEffects ProgramEffects::of(const std::set<std::string> &Wanted,
                                std::optional<size_t> Asked) const {
  KnownEffects Result;
  std::set<std::string> Open;
  for (const std::string &Each : Wanted) {
    for (size_t Build : tellingBuilds(Each, Asked)) {
      if (!StringRef(Each).contains('#')) {
        RunningEffect &Into = Result.Running[Each];
        Into.OnAtomic |= closureOf(Each, MappingKind::Atomic, Build, Open);
        Into.OnKmap |= closureOf(Each, MappingKind::Kmap, Build, Open);
        continue;
      }
      const AddressEffect *Found = Told[Build].Said.address(Each);
      if (!Found || Told[Build].Incomplete.count(Each))
        continue;
      auto [All, IsFirst] = Result.Addresses.try_emplace(Each, *Found);
      if (!IsFirst)
        All->second |= *Found;
    }
  }
  return Result;
}

/// Adds what has to be asked for \p Wanted next.
void ProgramEffects::addOpen(const std::string &Wanted, size_t Build,
                             std::set<std::string> &Open) const {
  const KnownEffects &Said = Told[Build].Said;
  if (!StringRef(Wanted).contains('#')) {
    closureOf(Wanted, MappingKind::Atomic, Build, Open);
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
      addOpen(Each, Build, Open);
  bool IsMore = llvm::any_of(Found->Demands, [&](const std::string &Each) {
    const AddressEffect *Of = Said.address(Each);
    return Of && isSettled(*Of);
  });
  if (Open == Before && IsMore)
    Open.insert(Wanted);
}

bool ProgramEffects::isSettled(const AddressEffect &Effect) const { return Effect.Demands.empty(); }

Reliance ProgramEffects::closureOf(const std::string &Root, MappingKind On, size_t Build,
                                   std::set<std::string> &Open) const {
  Reliance Result;
  std::set<std::string> Missing;
  std::string FirstMissing;
  ShortestWays<std::string> Ways;
  Ways.add(Root, "");
  while (auto Next = Ways.take()) {
    const auto &[Name, Before] = *Next;
    std::string Way = Before + StringRef(Name).split('@').first.str() + "()";
    const RunningEffect *Found = Told[Build].Said.running(Name);
    if (Asked.count(Name) && (!Found || Told[Build].Incomplete.count(Name))) {
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
  std::string Function = functionOf(Name);
  if (!isPointer(Function))
    return Definitions.definersOf(Function);
  std::vector<size_t> Result;
  for (const std::string &File : Definitions.storersOf(Function))
    llvm::append_range(Result, Definitions.unitsNamed(File));
  return Result;
}

/// One unit for each header that may store something in \p Name, if it is a pointer.
std::vector<size_t> ProgramEffects::headerTellersOf(StringRef Name) {
  std::string Function = functionOf(Name);
  if (!isPointer(Function))
    return {};
  std::set<size_t> Result;
  for (const std::string &Each : Definitions.storersOf(Function)) {
    if (!StringRef(Each).ends_with(".h"))
      continue;
    std::vector<size_t> Readers = readersOf(Each);
    Result.insert(Readers.begin(), Readers.end());
    if (Readers.empty())
      setIncomplete(Name.str());
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
  return StringRef(Result).contains('#')
             ? Result + "\n" + Told[Of.Units[Task.Unit].Build].SettledHash
             : Result;
}

std::unique_ptr<Extractor> ProgramEffects::extractor(const UnitTask &Task,
                                                     clang::Preprocessor &Macros) const {
  return effectExtractor(In.Known.Names, Of.Names, {Task.Functions, Task.IsPlain},
                         Told[Of.Units[Task.Unit].Build].Settled, Macros);
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
  Told[Of.Units[Task.Unit].Build].Incomplete.insert(Task.Functions.begin(), Task.Functions.end());
}

void ProgramEffects::record(const UnitTask &Task, const EffectAnswer &Answer,
                            const std::vector<std::string> &Files) {
  noteReader(Task.Unit, Files);
  for (const auto &[Name, Effect] : Answer.Running)
    RunningBy[Name][{Task.Unit, Task.IsPlain}] = Effect;
  for (const auto &[Name, Effect] : Answer.Addresses)
    AddressesBy[Name][{Task.Unit, Task.IsPlain}] = Effect;
}
