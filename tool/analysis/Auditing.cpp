// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/Auditing.h"

#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "tool/ProgramVersion.h"
#include "tool/analysis/DealingUnits.h"
#include "tool/analysis/PchPool.h"
#include "tool/analysis/UnitOutcome.h"
#include "tool/cache/ParseCache.h"

using namespace kphys;

namespace {

/// What one job sends back.
struct AuditReport {
  std::vector<Finding> Results;
  ParseOutcome Parse;
};
KPHYS_JSON_MEMBERS(AuditReport, Results, Parse)

/// A parse to be made: of a unit for itself, or for headers.
struct Job {
  size_t Unit;
  std::set<std::string> Headers;

  std::string variant() const { return llvm::join(Headers, "\n"); }
};

class Auditor {
public:
  Auditor(const Project &Of, const KindCatalog &Kinds, const AuditNames &Names,
          const IndexingOptions &Options)
      : Of(Of), Options(Options), Audit(Kinds, Names, Of.Names, TreeFiles::Others::Written),
        Precompiled(Of), Files(Of, Precompiled.overlay()),
        Cache(Options.UseCache ? Of.BuildDirectory + "/kphys.cache" : "", programVersion()),
        Known(Cache, Of, Precompiled.overlay(), "audit") {}

  AuditingResult run() {
    runJobs(ownJobs());
    runJobs(headerJobs());
    Cache.commit();
    Result.Findings.assign(Found.begin(), Found.end());
    return std::move(Result);
  }

private:
  /// One for each unit that is to be audited, and a record for every one.
  std::vector<Job> ownJobs() {
    std::vector<char> Deals = dealingUnits(Of, Audit, "audited", Cache, Options.Workers.Workers);
    std::vector<Job> Jobs;
    for (size_t I = 0; I < Of.Units.size(); ++I) {
      std::string Why = leftOut(Of.Filter, Of.Units[I], Deals[I]);
      if (Why.empty())
        Jobs.push_back({I, {}});
      Result.Units.push_back({Of.Units[I].Name, UnitRecord::Status::Skipped, std::move(Why)});
    }
    return Jobs;
  }

  /// For each header of the whole kernel the first unit that reads it.
  std::vector<Job> headerJobs() const {
    std::map<size_t, std::set<std::string>> Wanted;
    for (const auto &[Header, Unit] : Providers)
      Wanted[Unit].insert(Header);
    std::vector<Job> Jobs;
    for (auto &[Unit, Headers] : Wanted)
      Jobs.push_back({Unit, std::move(Headers)});
    return Jobs;
  }

  /// Runs those that no earlier run has made.
  void runJobs(const std::vector<Job> &Jobs) {
    std::vector<const Job *> New;
    std::vector<size_t> ForThemselves;
    for (const Job &Each : Jobs) {
      std::optional<ParseCache::Answer> Answer = Known.find(Each.Unit, Each.variant());
      if (auto Report = Answer ? readJsonText<AuditReport>(Answer->Text) : std::nullopt) {
        Report->Parse.Files = std::move(Answer->Files);
        ++Result.Known;
        record(Each, *Report);
        continue;
      }
      New.push_back(&Each);
      if (Each.Headers.empty())
        ForThemselves.push_back(Each.Unit);
    }
    if (Options.UsePch)
      Precompiled.build(ForThemselves, Audit.Kinds.commonHeaders(), Options.Workers);
    Result.Parsed += New.size();
    kphys::runJobs(
        New.size(), Options.Workers, [&](size_t I) { return writeJson(parse(*New[I])); },
        [&](size_t I, const JobOutcome &Outcome) { store(*New[I], Outcome); });
  }

  /// The text of a header's functions must be in the parse: a precompiled header has none. So must
  /// it where a finding depends on what one of them answers.
  AuditReport parse(const Job &From) const {
    AuditReport Report;
    AuditBodies Bodies = AuditBodies::Looked;
    bool MissesBodies = false;
    auto Collect = [&](HeaderUse &Use) {
      return collectAudit(Audit, From.Headers, Bodies, Report.Results, MissesBodies, Use);
    };
    Report.Parse = From.Headers.empty() ? Precompiled.parse(From.Unit, Collect)
                                        : Precompiled.parsePlainly(From.Unit, Collect);
    if (MissesBodies) {
      Bodies = AuditBodies::All;
      Report = {};
      Report.Parse = Precompiled.parsePlainly(From.Unit, Collect);
    }
    return Report;
  }

  void store(const Job &From, const JobOutcome &Outcome) {
    std::optional<AuditReport> Report = answerOf<AuditReport>(Outcome, Result.Units[From.Unit]);
    if (!Report)
      return;
    Result.UsedPch += Report->Parse.UsedPch;
    ParseCache::Answer New = {std::exchange(Report->Parse.Files, {}), writeJson(*Report)};
    Known.store(From.Unit, New, From.variant());
    Report->Parse.Files = std::move(New.Files);
    record(From, *Report);
  }

  void record(const Job &From, const AuditReport &Report) {
    UnitRecord &Unit = Result.Units[From.Unit];
    recordParse(Report.Parse, Options.MissingNames, Of, Unit);
    if (Unit.failed())
      return;
    for (const Finding &Each : Report.Results)
      if (Of.Filter.contains(Each.File))
        Found.insert(Each);
    if (From.Headers.empty())
      for (const std::string &Path : Report.Parse.Files)
        if (std::string Name = Files.name(Path); isWorthALook(Name, Path))
          Providers.try_emplace(Name, From.Unit);
  }

  /// True for a header of the whole kernel that is to be audited.
  bool isWorthALook(const std::string &Name, const std::string &Path) {
    if (!isSharedHeader(Name) || !Of.Filter.contains(Name))
      return false;
    auto Text = readRegularFile(Path);
    return Text && Audit.isHeaderWorthALook(Path, (*Text)->getBuffer());
  }

  const Project &Of;
  const IndexingOptions &Options;
  AuditOptions Audit;
  PchPool Precompiled;
  ProjectFiles Files;
  RunCache Cache;
  ParseCache Known;
  AuditingResult Result;
  std::set<Finding> Found;
  std::map<std::string, size_t> Providers; ///< by header
};

} // namespace

AuditingResult kphys::auditProject(const Project &Of, const KindCatalog &Kinds,
                                   const AuditNames &Names, const IndexingOptions &Options) {
  return Auditor(Of, Kinds, Names, Options).run();
}
