// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/PartCollection.h"

#include "checks/sources/RegularFile.h"

#include "checks/sources/Paths.h"
#include "tool/program/UnitOutcome.h"

using namespace kphys;

static std::string variant(const UnitTask &Task) { return llvm::join(Task.Headers, "\n"); }

void PartCollection::collect() {
  for (size_t I = 0; I < In.Program.Units.size(); ++I) {
    std::string Why = whyNot(I);
    bool IsAsked = Why.empty();
    Units.push_back(unparsedRecord(In.Program, I, std::move(Why)));
    if (IsAsked)
      ask({I});
  }
  Parses.run();
  askHeaders();
  Parses.run();
}

/// The text of a header's functions must be in the parse: a precompiled header has none.
void PartCollection::askHeaders() {
  std::map<size_t, std::set<std::string>> ByUnit;
  for (const auto &[Header, Unit] : Providers)
    ByUnit[Unit].insert(Header.second);
  for (auto &[Unit, Headers] : ByUnit)
    ask({Unit, std::move(Headers), /*IsPlain=*/true});
}

/// Asks what no earlier run has found out.
void PartCollection::ask(UnitTask Task) {
  std::optional<ParseCache::Answer> Answer = Known.find(Task.Unit, variant(Task));
  std::optional<nlohmann::json> Said = Answer ? parseJson(Answer->Text) : std::nullopt;
  ParseOutcome Parse;
  if (Said && Said->is_object() && Said->contains("Facts") &&
      readJsonMember(*Said, "Parse", Parse)) {
    Parse.Files = Answer->Files;
    if (record(Task, (*Said)["Facts"], Parse)) {
      ++In.Parses.Known;
      return;
    }
  }
  Parses.ask(*this, std::move(Task));
}

bool PartCollection::take(const UnitTask &Task, ParseOutcome Parse, nlohmann::json Facts) {
  if (!record(Task, Facts, Parse))
    return false;
  ParseCache::Answer New = {std::exchange(Parse.Files, {}), {}};
  New.Text = writeJson({{"Facts", std::move(Facts)}, {"Parse", Parse}});
  Known.store(Task.Unit, New, variant(Task));
  return true;
}

void PartCollection::fail(const UnitTask &Task, JobOutcome::Status Ended, const std::string &Why) {
  recordFailure(Ended, Why, Units[Task.Unit]);
}

bool PartCollection::record(const UnitTask &From, const nlohmann::json &Facts,
                            const ParseOutcome &Parse) {
  UnitRecord &Unit = Units[From.Unit];
  recordParse(Parse, In.Known.Profile.missingNames(), In.Program, Unit);
  if (Unit.failed() || Facts.is_null())
    return true;
  if (!note(From, Facts, Parse))
    return false;
  if (!From.Headers.empty())
    return true;
  const size_t Build = In.Program.Units[From.Unit].Build;
  for (const std::string &Path : Parse.Files) {
    auto [Header, IsNew] = Wanted.try_emplace(Path, false);
    std::string Name = In.Files.name(Path, Build);
    if (IsNew)
      Header->second = isSharedHeader(Name) && wantsHeader(Name, Path);
    if (!Header->second)
      continue;
    size_t &First = Providers.try_emplace({Build, Name}, From.Unit).first->second;
    First = std::min(First, From.Unit);
  }
  return true;
}

bool PartCollection::isHeaderInScope(const PartOptions &Options, const std::string &Name,
                                     const std::string &Path) const {
  if (!In.Program.Filter.contains(Name))
    return false;
  auto Text = readRegularFile(Path);
  return Text && Options.isHeaderWorthALook(Path, (*Text)->getBuffer());
}
