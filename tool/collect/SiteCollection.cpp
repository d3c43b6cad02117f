// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/SiteCollection.h"

#include "checks/scan/CatalogScan.h"
#include "checks/sources/RegularFile.h"
#include "tool/program/UnitOutcome.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;

/// The files of \p Text that have an occurrence of an entry of \p Names that is \p Wanted.
static std::set<std::string> filesWith(const Catalog &Names, const TreeScan &Text,
                                       llvm::function_ref<bool(const Api &)> Wanted) {
  std::set<std::string> Result;
  for (const auto &[File, Mentions] : Text.occurrences())
    if (llvm::any_of(Mentions,
                     [&](const Occurrence &Each) { return Wanted(Names.apis()[Each.Name]); }))
      Result.insert(File);
  return Result;
}

/// The files that declare members which are relays: who reads one may set a member without naming
/// it.
static std::set<std::string> headersOfMembers(const Catalog &Names) {
  std::set<std::string> Result;
  auto Add = [&](const Api &Each) {
    if (Each.Relays && Each.Relays->isMember())
      Result.insert(Each.Relays->File);
  };
  for (const Api &Known : Names.apis()) {
    Add(Known);
    llvm::for_each(Known.OfOtherRecords, Add);
  }
  return Result;
}

SiteCollection::SiteCollection(Session &In, const TreeScan &Text, SeenTexts &Texts,
                               EarlierAnswers Before, const std::set<Relay> &New)
    : Of(In.Program), Names(In.Known.Names), Profile(In.Known.Profile), Counts(In.Parses),
      Text(Text), Texts(Texts), Known(In, In.Files,
                                      "sites " + std::to_string(static_cast<int>(In.Options.Goes)) +
                                          std::to_string(static_cast<int>(In.Options.Wants)) +
                                          Names.fingerprint() + offeredNames()),
      Plan(Text, Of, filesWith(Names, Text, [](const Api &Each) { return !Each.relays().empty(); }),
           headersOfMembers(Names)),
      Options{Names,
              [this](const std::string &Path, llvm::function_ref<llvm::StringRef()>) {
                return occurrencesIn(Path);
              },
              Of.Names},
      Asked(In.Options), Earlier(std::move(Before)) {
  std::set<std::string> Called;
  for (const Relay &Each : New)
    Called.insert(Each.Name);
  FilesWithNew =
      filesWith(Names, Text, [&](const Api &Each) { return Called.count(Each.Name) != 0; });
  for (size_t I = 0; I < Of.Units.size(); ++I)
    Units.push_back(unparsed(I));
}

std::string SiteCollection::variant(size_t Unit) const {
  std::string Result = Plan.isForHeaders(Unit) ? "headers" : "";
  Result += Plan.isReader(Unit) ? "reader" : "";
  auto Told = Elsewhere.find(Unit);
  return Told == Elsewhere.end()
             ? Result
             : Result + " " + llvm::utohexstr(llvm::xxh3_64bits(writeJson(Told->second)));
}

std::map<size_t, std::set<std::string>> SiteCollection::demands() const {
  std::map<size_t, std::set<std::string>> Result;
  for (const auto &[Unit, Facts] : Parsed)
    for (const UnitSiteFact &Fact : Facts.Sites)
      for (const Change &Offered : Fact.Changes)
        if (!Offered.Demands.empty())
          Result[Unit].insert(Offered.Demands.begin(), Offered.Demands.end());
  return Result;
}

EarlierAnswers SiteCollection::takeAnswers() {
  EarlierAnswers Result = {std::move(Parsed), {}};
  for (const auto &[Unit, Facts] : Result.Parsed)
    if (Plan.isForHeaders(Unit))
      Result.OfHeaders.insert(Unit);
  return Result;
}

std::set<Relay> SiteCollection::relays() const {
  std::set<Relay> Result;
  for (const auto &[Unit, Facts] : Parsed)
    Result.insert(Facts.Relays.begin(), Facts.Relays.end());
  return Result;
}

/// Records what was said of \p Unit earlier, where that holds still.
bool SiteCollection::takeEarlier(size_t Unit) {
  auto Said = Earlier.Parsed.find(Unit);
  if (Said == Earlier.Parsed.end() ||
      Plan.isForHeaders(Unit) != (Earlier.OfHeaders.count(Unit) != 0))
    return false;
  std::set<std::string> Read = Of.treeFiles(Said->second.Parse.Files);
  if (llvm::any_of(FilesWithNew, [&](const std::string &File) { return Read.count(File) != 0; }))
    return false;
  record(Unit, std::move(Said->second));
  Earlier.Parsed.erase(Said);
  return true;
}

void SiteCollection::askAgain(size_t Unit, KnownEffects Of, Runner &Parses) {
  Elsewhere[Unit] = std::move(Of);
  ask({Unit}, Parses);
}

void SiteCollection::ask(const std::vector<size_t> &Round, Runner &Parses) {
  for (size_t Unit : Round) {
    if (takeEarlier(Unit))
      continue;
    std::optional<ParseCache::Answer> Found = Known.find(Unit, variant(Unit));
    if (auto Facts = Found ? readJsonText<UnitFacts>(Found->Text) : std::nullopt) {
      Facts->Parse.Files = std::move(Found->Files);
      ++Counts.Known;
      record(Unit, std::move(*Facts));
      continue;
    }
    // A precompiled header has no bodies of shared functions that speak for themselves.
    Parses.ask(*this, {Unit, {}, /*IsPlain=*/Plan.isForHeaders(Unit)});
  }
}

std::unique_ptr<Extractor> SiteCollection::extractor(const UnitTask &Task,
                                                     clang::Preprocessor &Macros) const {
  static const std::vector<Occurrence> None;
  const std::string &Source = Of.Units[Task.Unit].Source;
  const std::vector<Occurrence> *InFile = occurrencesIn(Source);
  bool OccurrencesOnly = !Text.forwarderUsers().count(Source) && !Plan.isReader(Task.Unit) &&
                         eachFunctionSpeaksForItself(Names, InFile ? *InFile : None);
  static const KnownEffects Nothing;
  auto Told = Elsewhere.find(Task.Unit);
  RuleContext Context = {
      Names,          Profile,    Told == Elsewhere.end() ? Nothing : Told->second,
      LookInto::Unit, Asked.Goes, Asked.Wants};
  return std::make_unique<SiteExtractor>(
      Options, Context, SiteScope{Plan.isForHeaders(Task.Unit), OccurrencesOnly}, Macros);
}

bool SiteCollection::take(const UnitTask &Task, ParseOutcome Parse, nlohmann::json Said) {
  UnitFacts Facts;
  if (!Said.is_null() && !readJson(Said, Facts))
    return false;
  ParseCache::Answer New = {std::exchange(Parse.Files, {}), {}};
  Facts.Parse = std::move(Parse);
  New.Text = writeJson(Facts);
  Known.store(Task.Unit, New, variant(Task.Unit));
  Facts.Parse.Files = std::move(New.Files);
  record(Task.Unit, std::move(Facts));
  return true;
}

void SiteCollection::fail(const UnitTask &Task, JobOutcome::Status Ended, const std::string &Why) {
  recordFailure(Ended, Why, Units[Task.Unit]);
}

const std::vector<Occurrence> *SiteCollection::occurrencesIn(const std::string &File) const {
  auto Found = Text.occurrences().find(File);
  return Found == Text.occurrences().end() ? nullptr : &Found->second;
}

/// What the tree offers of idioms and the like, for the cache.
std::string SiteCollection::offeredNames() const {
  std::string Result;
  for (const PhysicalIdiom &Each : Profile.idioms())
    Result += " " + Each.Page;
  for (const ContractText &Each : Profile.contract().Page)
    Result += " " + Each.Text;
  for (const PageForm &Each : Profile.contract().Forms)
    Result += " " + Each.Function;
  return Result;
}

/// False for a unit outside the tree that there is nothing to say of: of a generated one, its own
/// text tells, for it has no headers but the kernel's.
bool SiteCollection::mayHaveSites(const Unit &Each) const {
  if (!Each.IsGenerated)
    return Each.isOutside();
  auto Source = readRegularFile(Each.Command.File);
  return !Source || !CatalogScan(Names).mentions(Each.Name, (*Source)->getBuffer()).empty();
}

UnitRecord SiteCollection::unparsed(size_t I) const {
  const Unit &Each = Of.Units[I];
  if (Each.IsMissing && !Each.isAssembly() && Of.Filter.contains(Each.Source))
    return unparsedRecord(Of, I, "the source file is missing", UnitRecord::Status::Failed);
  if (Each.Source.empty() && Of.Filter.contains(Each.Name) && mayHaveSites(Each))
    return unparsedRecord(Of, I, "it lies outside the tree", UnitRecord::Status::Outside);
  Reason Why = Each.isAssembly()      ? Reason::Assembly
               : Plan.mentionsName(I) ? Reason::OutsidePaths
                                      : Reason::NoCatalogName;
  return unparsedRecord(Of, I, code(Why));
}

void SiteCollection::record(size_t I, UnitFacts Facts) {
  UnitRecord &Unit = Units[I];
  DroppedFlags.insert(Facts.Parse.DroppedFlags.begin(), Facts.Parse.DroppedFlags.end());
  recordParse(Facts.Parse, Profile.missingNames(), Of, Unit);
  if (Unit.failed())
    return;
  Texts.note(Facts.Texts);
  for (const SiteFact &Fact : Facts.Sites)
    if (Fact.Is > Role::MacroNotExpanded)
      Plan.sawFile(Fact.File, I);
  Parsed[I] = std::move(Facts);
}
