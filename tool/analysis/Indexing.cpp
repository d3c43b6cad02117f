// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/Indexing.h"

#include "checks/facts/FlowCollector.h"
#include "checks/facts/UnitFacts.h"
#include "checks/frontend/LinkUnit.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "tool/ProgramVersion.h"
#include "tool/analysis/DealingUnits.h"
#include "tool/analysis/PchPool.h"
#include "tool/analysis/ProjectFiles.h"
#include "tool/analysis/UnitOutcome.h"
#include "tool/index/FlowIndex.h"
#include "tool/index/StateFile.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// What one job sends back.
struct FlowReport {
  UnitFlows Flows;
  ParseOutcome Parse;
};
KPHYS_JSON_MEMBERS(FlowReport, Flows, Parse)

/// A parse to be made: of a unit for its own flows, or for those of headers.
struct Job {
  size_t Unit;
  std::set<std::string> Headers;
};

class Indexer {
public:
  Indexer(FlowIndex &Index, const Project &Of, const KindCatalog &Kinds,
          const IndexingOptions &Options)
      : Index(Index), Of(Of), Options(Options), Flows(Kinds, Of.Names, TreeFiles::Others::Written),
        Precompiled(Of), Files(Of, Precompiled.overlay()) {}

  Expected<IndexingResult> run() {
    chooseUnits();
    if (Result.IsPostponed)
      return std::move(Result);
    if (Options.ChecksAll)
      if (Error E = Index.read(FlowIndex::Detail::FlowsOnly, [](IndexedPart) {}))
        return std::move(E);
    if (Error E = readStored())
      return std::move(E);
    std::vector<Job> Own = ownJobs();
    if (isTooMuch(Own))
      return std::move(Result);
    precompile(Own);
    if (Error E = runJobs(Own))
      return std::move(E);
    Expected<std::vector<Job>> ForHeaders = headerJobs();
    if (!ForHeaders)
      return ForHeaders.takeError();
    if (isTooMuch(*ForHeaders))
      return std::move(Result);
    if (Error E = runJobs(*ForHeaders))
      return std::move(E);
    if (Error E = writeHashes())
      return std::move(E);
    if (Error E = Index.commit())
      return std::move(E);
    return std::move(Result);
  }

private:
  void chooseUnits() {
    RunCache Cache(Options.UseCache ? Of.BuildDirectory + "/kphys.cache" : "", programVersion(),
                   Options.MostParses ? RunCache::Access::Read : RunCache::Access::Write);
    std::vector<char> Deals = dealingUnits(Of, Flows, "deals", Cache, Options.Workers.Workers);
    Cache.commit();
    // What only reads the cache would read so many sources again each time.
    Result.IsPostponed = Options.MostParses && Cache.unsaved() > *Options.MostParses;
    for (size_t I = 0; I < Of.Units.size(); ++I) {
      std::string Why = leftOut(Options.AllPaths ? PathFilter() : Of.Filter, Of.Units[I], Deals[I]);
      bool MayBeIndexed = Why.empty() || Why == code(Reason::OutsidePaths);
      if (MayBeIndexed && !ByName.try_emplace(ownPart(I), I).second)
        Why = code(Reason::Duplicate);
      if (Why.empty())
        Chosen.insert(I);
      Result.Units.push_back({Of.Units[I].Name, UnitRecord::Status::Skipped, std::move(Why)});
    }
  }

  PartName ownPart(size_t I) const { return {Of.Units[I].Name, Files.commandHash(I), ""}; }

  /// True for a header of the whole kernel that deals in addresses.
  bool deals(const std::string &Name) {
    auto [Known, IsNew] = Deals.try_emplace(Name, false);
    if (IsNew && isSharedHeader(Name))
      if (auto Text = readRegularFile(Files.path(Name)))
        Known->second = Flows.isWorthALook((*Text)->getBuffer());
    return Known->second;
  }

  /// The files that are as they were when they were indexed.
  Expected<llvm::DenseSet<int64_t>> freshFiles() {
    Expected<std::map<int64_t, FlowIndex::File>> Stored = Index.files();
    if (!Stored)
      return Stored.takeError();
    llvm::DenseSet<int64_t> Result;
    for (const auto &[Id, File] : *Stored)
      if (File.Hash && *File.Hash == Files.hash(File.Path))
        Result.insert(Id);
    return Result;
  }

  /// Forgets what changed since it was indexed, and notes the rest.
  Error readStored() {
    Expected<std::vector<FlowIndex::Stored>> Parts = Index.parts();
    if (!Parts)
      return Parts.takeError();
    Expected<llvm::DenseSet<int64_t>> Fresh = freshFiles();
    if (!Fresh)
      return Fresh.takeError();
    std::set<std::string> Named;
    for (const Unit &Each : Of.Units)
      Named.insert(Each.Name);
    for (FlowIndex::Stored &Part : *Parts) {
      PartName Own = {Part.Name.Unit, Part.Name.Command, ""};
      bool IsFresh = llvm::all_of(Part.Files, [&](int64_t File) { return Fresh->contains(File); });
      if (!Named.count(Own.Unit) && llvm::sys::fs::exists(Files.path(Own.Unit))) {
        if (Error E = keepForOthers(Part, IsFresh))
          return E;
      } else if (!IsFresh || !ByName.count(Own)) {
        if (Error E = Index.remove(Part.Id))
          return E;
      } else if (Part.Name.Header.empty()) {
        HeadersOf[ByName[Own]] = std::move(Part.Headers);
      } else {
        HeaderParts[{ByName[Own], Part.Name.Header}] = Part.Id;
      }
    }
    return Error::success();
  }

  /// Notes a part of a unit that another database has.
  Error keepForOthers(const FlowIndex::Stored &Part, bool IsFresh) {
    const std::string &Header = Part.Name.Header;
    Result.Others.insert(Part.Name.Unit);
    if (!IsFresh) {
      Result.Stale.insert(Part.Name.Unit);
      if (Error E = Index.outdate(Part.Id))
        return E;
    }
    if (Header.empty())
      return Error::success();
    OthersParts[Header].push_back({Part.Name, Part.Id});
    if (IsFresh) {
      auto [First, IsNew] = OthersHeaders.try_emplace(Header, Part.Name);
      if (!IsNew && Part.Name < First->second)
        First->second = Part.Name;
    }
    return Error::success();
  }

  Error writeHashes() {
    Expected<std::map<int64_t, FlowIndex::File>> Stored = Index.files();
    if (!Stored)
      return Stored.takeError();
    for (const auto &[Id, File] : *Stored) {
      if (Files.knows(File.Path) && File.Hash != Files.hash(File.Path))
        if (Error E = Index.setHash(File.Path, Files.hash(File.Path)))
          return E;
    }
    return Error::success();
  }

  std::vector<Job> ownJobs() {
    std::vector<Job> Jobs;
    for (size_t I : Chosen) {
      if (!HeadersOf.count(I)) {
        Jobs.push_back({I, {}});
        continue;
      }
      Result.Units[I].Is = UnitRecord::Status::Parsed;
      ++Result.Reused;
    }
    return Jobs;
  }

  void precompile(const std::vector<Job> &Jobs) {
    if (!Options.UsePch)
      return;
    std::vector<size_t> Units;
    for (const Job &Each : Jobs)
      Units.push_back(Each.Unit);
    Precompiled.build(Units, Flows.Kinds.commonHeaders(), Options.Workers);
  }

  /// For each header the first unit that reads it: whatever else is indexed, and in whatever order.
  Expected<std::vector<Job>> headerJobs() {
    std::map<std::string, size_t> Provider;
    for (const auto &[Unit, Headers] : HeadersOf)
      for (const std::string &Header : Headers)
        Provider.try_emplace(Header, Unit);
    std::map<size_t, std::set<std::string>> Wanted;
    for (const auto &[Header, Unit] : Provider) {
      Expected<bool> IsOthers = leavesToOthers(Header, ownPart(Unit));
      if (!IsOthers)
        return IsOthers.takeError();
      if (!*IsOthers && !HeaderParts.erase({Unit, Header}))
        Wanted[Unit].insert(Header);
    }
    for (const auto &[Key, Part] : HeaderParts) // of another provider
      if (Error E = Index.remove(Part))
        return std::move(E);
    std::vector<Job> Jobs;
    for (auto &[Unit, Headers] : Wanted)
      Jobs.push_back({Unit, std::move(Headers)});
    return Jobs;
  }

  /// True if a unit that is in the index and not in this database comes before \p Unit, and the
  /// index has what it says of \p Header; otherwise that goes.
  Expected<bool> leavesToOthers(const std::string &Header, const PartName &Unit) {
    auto Known = OthersHeaders.find(Header);
    bool Leaves = Known != OthersHeaders.end() && Known->second.Unit < Unit.Unit;
    for (const auto &[Name, Id] : OthersParts[Header])
      if (!Leaves || Name != Known->second)
        if (Error E = Index.remove(Id))
          return std::move(E);
    return Leaves;
  }

  /// Notes that there is more to do than there may be.
  bool isTooMuch(const std::vector<Job> &Jobs) {
    Result.IsPostponed = Options.MostParses && Jobs.size() > *Options.MostParses;
    return Result.IsPostponed;
  }

  Error runJobs(const std::vector<Job> &Jobs) {
    Error Failure = Error::success();
    kphys::runJobs(
        Jobs.size(), Options.Workers, [&](size_t I) { return parse(Jobs[I]); },
        [&](size_t I, JobOutcome Outcome) {
          if (!Failure)
            Failure = store(Jobs[I], Outcome);
        });
    Result.Parsed += Jobs.size();
    return Failure;
  }

  /// The text of a header's functions must be in the parse: a precompiled header has none.
  std::string parse(const Job &From) {
    FlowReport Report;
    auto Collect = [&](HeaderUse &Use) {
      return collectFlows(Flows, From.Headers, Report.Flows, Use);
    };
    Report.Parse = From.Headers.empty() ? Precompiled.parse(From.Unit, Collect)
                                        : Precompiled.parsePlainly(From.Unit, Collect);
    return writeJson(Report);
  }

  Error store(const Job &From, const JobOutcome &Outcome) {
    UnitRecord &Record = Result.Units[From.Unit];
    std::optional<FlowReport> Answer = answerOf<FlowReport>(Outcome, Record);
    if (!Answer)
      return Error::success();
    FlowReport &Report = *Answer;
    recordParse(Report.Parse, Options.MissingNames, Of, Record);
    if (Record.failed())
      return Error::success();
    IndexedPart Part;
    for (const std::string &Path : Report.Parse.Files)
      Part.Files.insert(Files.name(Path));
    for (const std::string &File : Part.Files) {
      Files.hash(File); // now, as close to the parse as can be
      if (deals(File))
        Part.Headers.insert(File);
    }
    Result.UsedPch += Report.Parse.UsedPch;
    if (From.Headers.empty()) {
      HeadersOf[From.Unit] = Part.Headers;
      const Unit &Own = Of.Units[From.Unit];
      Part.LinkUnit = linkUnitOf(Own.Command, Own.Source.empty() ? Own.Name : Own.Source);
      Part.Definitions = std::move(Report.Flows.Definitions);
      Report.Flows.Parts.try_emplace(""); // a unit without flows is indexed too
    }
    for (const std::string &Header : From.Headers)
      Report.Flows.Parts.try_emplace(Header);
    for (auto &[Header, Facts] : Report.Flows.Parts) {
      Part.Name = ownPart(From.Unit);
      Part.Name.Header = Header;
      Part.Facts = std::move(Facts);
      if (Error E = Index.add(Part))
        return E;
    }
    return Error::success();
  }

  FlowIndex &Index;
  const Project &Of;
  const IndexingOptions &Options;
  FlowOptions Flows;
  PchPool Precompiled;
  ProjectFiles Files;
  std::map<std::string, bool> Deals; ///< by file
  IndexingResult Result;
  std::set<size_t> Chosen;
  std::map<PartName, size_t> ByName;                 ///< units that can be in the index
  std::map<size_t, std::set<std::string>> HeadersOf; ///< of the units that are in the index
  std::map<std::pair<size_t, std::string>, int64_t> HeaderParts;
  /// Of units that are in the index and not in the database, by header: the first that is as it
  /// was, and all.
  std::map<std::string, PartName> OthersHeaders;
  std::map<std::string, std::vector<std::pair<PartName, int64_t>>> OthersParts;
};

} // namespace

Expected<IndexingResult> kphys::updateIndex(const std::string &Path, const Project &Of,
                                            const KindCatalog &Kinds,
                                            const IndexingOptions &Options) {
  auto Update = [&]() -> Expected<IndexingResult> {
    Expected<FlowIndex> Index = FlowIndex::openForUpdate(Path, programVersion(),
                                                         /*Waits=*/!Options.MostParses);
    if (!Index)
      return Index.takeError();
    return Indexer(*Index, Of, Kinds, Options).run();
  };
  llvm::sys::fs::UniqueID File = fileAt(Path);
  Expected<IndexingResult> Result = Update();
  if (Result || Options.MostParses)
    return Result;
  Error Problem = Result.takeError();
  if (!Problem.isA<DamagedError>())
    return std::move(Problem);
  if (Error E = setAside(Path, File, std::move(Problem)))
    return std::move(E);
  return Update();
}
