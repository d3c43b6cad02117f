// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/Auditing.h"

#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "tool/program/DealingUnits.h"
#include "tool/program/ParseCache.h"
#include "tool/program/UnitOutcome.h"

using namespace kphys;

namespace {

/// What is remembered of one parse.
struct AuditReport {
  AuditedUnit Facts;
  ParseOutcome Parse;
};
KPHYS_JSON_MEMBERS(AuditReport, Facts, Parse)

class Auditor : public FactCollection {
public:
  explicit Auditor(Session &In)
      : In(In), Audit(In.Known.Kinds, In.Known.Audited, Of.Names, TreeFiles::Others::Written) {}

  AuditingResult run() {
    askUnits();
    Parses.run();
    askHeaders();
    Parses.run();
    Result.Findings.assign(Found.begin(), Found.end());
    return std::move(Result);
  }

  std::unique_ptr<Extractor> extractor(const UnitTask &Task,
                                       clang::Preprocessor &Macros) const override {
    return auditExtractor(Audit, Task.Headers, Macros);
  }

  bool take(const UnitTask &Task, ParseOutcome Parse, nlohmann::json Facts) override {
    AuditReport Report;
    if (!Facts.is_null() && !readJson(Facts, Report.Facts))
      return false;
    ParseCache::Answer New = {std::exchange(Parse.Files, {}), {}};
    Report.Parse = std::move(Parse);
    New.Text = writeJson(Report);
    Known.store(Task.Unit, New, variant(Task));
    record(Task, Report, New.Files);
    return true;
  }

  void fail(const UnitTask &Task, JobOutcome::Status Ended, const std::string &Why) override {
    recordFailure(Ended, Why, Result.Units[Task.Unit]);
  }

private:
  static std::string variant(const UnitTask &Task) { return llvm::join(Task.Headers, "\n"); }

  /// Asks each unit that is to be audited, and makes a record for every one.
  void askUnits() {
    std::vector<char> Deals =
        dealingUnits(Of, Audit, "audited", In.treeCache(), In.Options.Workers);
    for (size_t I = 0; I < Of.Units.size(); ++I) {
      std::string Why = leftOut(Of.Filter, Of.Units[I], Deals[I]);
      bool IsAudited = Why.empty();
      Result.Units.push_back(unparsedRecord(Of, I, std::move(Why)));
      if (IsAudited)
        ask({I});
    }
  }

  /// Asks, for each header of the whole kernel, the first unit of each build that reads it. The
  /// text of a header's functions must be in the parse: a precompiled header has none.
  void askHeaders() {
    std::map<size_t, std::set<std::string>> Wanted;
    for (const auto &[Header, Unit] : Providers)
      Wanted[Unit].insert(Header.second);
    for (auto &[Unit, Headers] : Wanted)
      ask({Unit, std::move(Headers), /*IsPlain=*/true});
  }

  /// Asks what no earlier run has found out.
  void ask(UnitTask Task) {
    std::optional<ParseCache::Answer> Answer = Known.find(Task.Unit, variant(Task));
    if (auto Report = Answer ? readJsonText<AuditReport>(Answer->Text) : std::nullopt) {
      ++In.Parses.Known;
      record(Task, *Report, Answer->Files);
    } else {
      Parses.ask(*this, std::move(Task));
    }
  }

  void record(const UnitTask &From, const AuditReport &Report,
              const std::vector<std::string> &Read) {
    UnitRecord &Unit = Result.Units[From.Unit];
    recordParse(Report.Parse, In.Known.Profile.missingNames(), Of, Unit);
    if (Unit.failed())
      return;
    for (const Finding &Each : Report.Facts.Findings)
      if (Of.Filter.contains(Each.File)) {
        Found.insert(Each);
        if (!Each.Fix.empty())
          noteFix(From.Unit, Each, Report, Read);
      }
    if (From.Headers.empty())
      for (const std::string &Path : Read)
        if (std::string Name = Files.name(Path, Of.Units[From.Unit].Build);
            isWorthALook(Name, Path)) {
          size_t &First =
              Providers.try_emplace({Of.Units[From.Unit].Build, Name}, From.Unit).first->second;
          First = std::min(First, From.Unit);
        }
  }

  /// Keeps what it takes to check the fix of \p Each.
  void noteFix(size_t Unit, const Finding &Each, const AuditReport &Report,
               const std::vector<std::string> &Read) {
    Result.Texts.note(Report.Facts.Texts);
    UnitFacts &Facts = Result.Parsed[Unit];
    Facts.Parse = Report.Parse;
    Facts.Parse.Files = Read;
    UnitSiteFact Fact;
    Fact.File = Each.File;
    Fact.Offset = Each.Fix.front().Offset;
    Fact.Is = Role::Call;
    Facts.Sites.push_back(std::move(Fact));
  }

  /// True for a header of the whole kernel that is to be audited.
  bool isWorthALook(const std::string &Name, const std::string &Path) {
    if (!isSharedHeader(Name) || !Of.Filter.contains(Name))
      return false;
    auto Text = readRegularFile(Path);
    return Text && Audit.isHeaderWorthALook(Path, (*Text)->getBuffer());
  }

  Session &In;
  const Project &Of = In.Program;
  const AuditOptions Audit;
  ProjectFiles &Files = In.Files;
  ParseCache Known{In, Files, "audit"};
  Runner Parses = In.runner("auditing");
  AuditingResult Result;
  std::set<Finding> Found;
  /// The first unit that reads it, by build and header.
  std::map<std::pair<size_t, std::string>, size_t> Providers;
};

} // namespace

AuditingResult kphys::auditProject(Session &In) { return Auditor(In).run(); }
