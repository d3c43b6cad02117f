// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/Indexing.h"

#include "checks/Reasons.h"
#include "checks/extract/FlowCollector.h"
#include "checks/frontend/LinkUnit.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "tool/program/DealingUnits.h"
#include "tool/program/HeaderFields.h"
#include "tool/program/ProjectFiles.h"
#include "tool/program/UnitOutcome.h"
#include "tool/store/FlowIndex.h"
#include "tool/store/StateFile.h"
#include "tool/support/ProgramVersion.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// What the updates of all builds have in common.
struct IndexingJob {
  IndexingJob(Session &In, IndexingOptions Options)
      : Options(std::move(Options)),
        Flows(In.Known.Kinds, In.Program.Names, TreeFiles::Others::Written),
        Deals(dealingUnits(In.Program, Flows, "deals", In.treeCache(), In.Options.Workers)) {
    addUsersOfHeaderFields(In.Program, In.Known.Kinds.addressTypes(), In.treeCache(),
                           In.Options.Workers, Deals);
    Result.Units.resize(In.Program.Units.size());
  }

  const IndexingOptions Options;
  const FlowOptions Flows;
  std::vector<char> Deals; ///< by unit
  IndexingResult Result;
};

/// Brings the index of one build up to date.
class Indexer : public FactCollection {
public:
  Indexer(Session &In, size_t Build, FlowIndex Opened, IndexingJob &Job)
      : In(In), Build(Build), Index(std::move(Opened)), Job(Job) {}

  /// Finds out what is to be done.
  Error begin() {
    chooseUnits();
    if (Job.Options.ChecksAll)
      if (Error E = Index.read(FlowIndex::Detail::FlowsOnly, [](IndexedPart) {}))
        return E;
    if (Error E = readStored())
      return E;
    for (size_t I : Chosen) {
      if (!HeadersOf.count(I)) {
        Pending.insert(I);
        continue;
      }
      Result.Units[I].Is = UnitRecord::Status::Parsed;
      ++Result.Reused;
    }
    return Error::success();
  }

  void askAlso(const std::vector<size_t> &Units, Runner &Parses) {
    for (size_t Unit : Units)
      if (Pending.erase(Unit))
        Parses.ask(*this, {Unit});
  }

  void askUnits(Runner &Parses) {
    for (size_t Unit : std::exchange(Pending, {}))
      Parses.ask(*this, {Unit});
  }

  Error askHeaders(Runner &Parses) {
    if (Failure)
      return std::move(*Failure);
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
        return E;
    // The text of a header's functions must be in the parse: a precompiled header has none.
    for (auto &[Unit, Headers] : Wanted)
      Parses.ask(*this, {Unit, std::move(Headers), /*IsPlain=*/true});
    return Error::success();
  }

  Error finish() {
    if (Failure)
      return std::move(*Failure);
    if (Error E = writeHashes())
      return E;
    return Index.commit();
  }

  std::unique_ptr<Extractor> extractor(const UnitTask &Task,
                                       clang::Preprocessor &Macros) const override {
    return flowExtractor(Job.Flows, Task.Headers, Macros);
  }

  bool take(const UnitTask &Task, ParseOutcome Parse, nlohmann::json Facts) override {
    UnitFlows Said;
    if (!Facts.is_null() && !readJson(Facts, Said))
      return false;
    UnitRecord &Record = Result.Units[Task.Unit];
    recordParse(Parse, In.Known.Profile.missingNames(), Of, Record);
    if (!Record.failed() && !Failure)
      if (Error E = store(Task, Parse.Files, std::move(Said)))
        Failure = std::move(E);
    return true;
  }

  void fail(const UnitTask &Task, JobOutcome::Status Ended, const std::string &Why) override {
    recordFailure(Ended, Why, Result.Units[Task.Unit]);
  }

private:
  void chooseUnits() {
    for (size_t I = 0; I < Of.Units.size(); ++I) {
      if (Of.Units[I].Build != Build)
        continue;
      std::string Why =
          leftOut(Job.Options.AllPaths ? PathFilter() : Of.Filter, Of.Units[I], Job.Deals[I]);
      bool MayBeIndexed = Why.empty() || Why == code(Reason::OutsidePaths);
      if (MayBeIndexed && !ByName.try_emplace(ownPart(I), I).second)
        Why = code(Reason::Duplicate);
      if (Why.empty())
        Chosen.insert(I);
      Result.Units[I] = unparsedRecord(Of, I, std::move(Why));
    }
  }

  std::string path(const std::string &Name) const { return Files.path(Name, Build); }

  PartName ownPart(size_t I) const { return {Of.Units[I].Name, Files.commandHash(I), ""}; }

  /// True for a header of the whole kernel that deals in addresses.
  bool deals(const std::string &Name) {
    auto [Known, IsNew] = Deals.try_emplace(Name, false);
    if (IsNew && isSharedHeader(Name))
      if (auto Text = readRegularFile(path(Name)))
        Known->second = Job.Flows.isWorthALook((*Text)->getBuffer());
    return Known->second;
  }

  /// The files that are as they were when they were indexed.
  Expected<llvm::DenseSet<int64_t>> freshFiles() {
    Expected<std::map<int64_t, FlowIndex::File>> Stored = Index.files();
    if (!Stored)
      return Stored.takeError();
    std::vector<std::string> Paths;
    for (const auto &[Id, File] : *Stored)
      Paths.push_back(path(File.Path));
    Files.hashAhead(Paths, In.Options.Workers);
    llvm::DenseSet<int64_t> Result;
    for (const auto &[Id, File] : *Stored)
      if (File.Hash && *File.Hash == Files.hash(path(File.Path)))
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
      if (Each.Build == Build)
        Named.insert(Each.Name);
    for (FlowIndex::Stored &Part : *Parts) {
      PartName Own = {Part.Name.Unit, Part.Name.Command, ""};
      bool IsFresh = llvm::all_of(Part.Files, [&](int64_t File) { return Fresh->contains(File); });
      if (!Named.count(Own.Unit) && llvm::sys::fs::exists(path(Own.Unit))) {
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
      std::string Path = path(File.Path);
      if (Files.knows(Path) && File.Hash != Files.hash(Path))
        if (Error E = Index.setHash(File.Path, Files.hash(Path)))
          return E;
    }
    return Error::success();
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

  Error store(const UnitTask &Task, const std::vector<std::string> &Read, UnitFlows Said) {
    IndexedPart Part;
    for (const std::string &Path : Read)
      Part.Files.insert(Files.name(Path, Build));
    for (const std::string &File : Part.Files) {
      Files.hash(path(File)); // now, as close to the parse as can be
      if (deals(File))
        Part.Headers.insert(File);
    }
    if (Task.Headers.empty()) {
      HeadersOf[Task.Unit] = Part.Headers;
      const Unit &Own = Of.Units[Task.Unit];
      Part.LinkUnit = linkUnitOf(Own.Command, Own.Source.empty() ? Own.Name : Own.Source);
      Part.Definitions = std::move(Said.Definitions);
      Said.Parts.try_emplace(""); // a unit without flows is indexed too
    }
    for (const std::string &Header : Task.Headers)
      Said.Parts.try_emplace(Header);
    for (auto &[Header, Facts] : Said.Parts) {
      Part.Name = ownPart(Task.Unit);
      Part.Name.Header = Header;
      Part.Facts = std::move(Facts);
      if (Error E = Index.add(Part))
        return E;
    }
    return Error::success();
  }

  Session &In;
  const size_t Build; ///< its number
  const Project &Of = In.Program;
  FlowIndex Index;
  IndexingJob &Job;
  IndexingResult &Result = Job.Result;
  ProjectFiles &Files = In.Files;
  std::optional<Error> Failure;      ///< of the index, while it was written
  std::map<std::string, bool> Deals; ///< by file
  std::set<size_t> Chosen;           ///< units that are to be in the index
  std::set<size_t> Pending;          ///< those of them that nobody has been asked about
  std::map<PartName, size_t> ByName; ///< units that can be in the index
  std::map<size_t, std::set<std::string>> HeadersOf; ///< of the units that are in the index
  std::map<std::pair<size_t, std::string>, int64_t> HeaderParts;
  /// Of units that are in the index and not in the database, by header: the first that is as it
  /// was, and all.
  std::map<std::string, PartName> OthersHeaders;
  std::map<std::string, std::vector<std::pair<PartName, int64_t>>> OthersParts;
};

/// Brings the indexes of all builds up to date.
class Indexers : public IndexUpdate {
public:
  Indexers(Session &In, IndexingOptions Options) : In(In), Job(In, std::move(Options)) {}

  Error begin() {
    for (size_t Build = 0; Build < In.Program.Builds.size(); ++Build) {
      Expected<FlowIndex> Index =
          FlowIndex::openForUpdate(pathOf(Build, In.Program, Job.Options), programVersion());
      if (!Index)
        return Index.takeError();
      Each.push_back(std::make_unique<Indexer>(In, Build, std::move(*Index), Job));
      if (Error E = Each.back()->begin())
        return E;
    }
    return Error::success();
  }

  static std::string pathOf(size_t Build, const Project &Of, const IndexingOptions &Options) {
    return Options.Path.empty() ? Of.Builds[Build].indexPath() : Options.Path;
  }

  void askAlso(const std::vector<size_t> &Units, Runner &Parses) override {
    for (const std::unique_ptr<Indexer> &One : Each)
      One->askAlso(Units, Parses);
  }

  void askUnits(Runner &Parses) override {
    for (const std::unique_ptr<Indexer> &One : Each)
      One->askUnits(Parses);
  }

  Error askHeaders(Runner &Parses) override {
    for (const std::unique_ptr<Indexer> &One : Each)
      if (Error E = One->askHeaders(Parses))
        return E;
    return Error::success();
  }

  Expected<IndexingResult> finish() override {
    for (const std::unique_ptr<Indexer> &One : Each)
      if (Error E = One->finish())
        return std::move(E);
    return std::move(Job.Result);
  }

private:
  Session &In;
  IndexingJob Job;
  std::vector<std::unique_ptr<Indexer>> Each; ///< by build
};

Expected<std::unique_ptr<IndexUpdate>> open(Session &In, const IndexingOptions &Options) {
  auto Result = std::make_unique<Indexers>(In, Options);
  if (Error E = Result->begin())
    return std::move(E);
  return Result;
}

/// Runs \p Job, and again after setting an index aside that is damaged.
template <typename T>
Expected<T> healing(Session &In, const IndexingOptions &Options,
                    llvm::function_ref<Expected<T>()> Work) {
  std::map<std::string, llvm::sys::fs::UniqueID> Files;
  for (size_t Build = 0; Build < In.Program.Builds.size(); ++Build) {
    std::string Path = Indexers::pathOf(Build, In.Program, Options);
    Files[Path] = fileAt(Path);
  }
  while (true) {
    Expected<T> Result = Work();
    if (Result)
      return Result;
    std::string Damaged;
    Error Problem =
        handleErrors(Result.takeError(), [&](std::unique_ptr<DamagedError> Damage) -> Error {
          Damaged = Damage->path();
          return Error(std::move(Damage));
        });
    auto File = Files.find(Damaged);
    if (File == Files.end())
      return std::move(Problem);
    if (Error E = setAside(Damaged, File->second, std::move(Problem)))
      return std::move(E);
    Files.erase(File);
  }
}

} // namespace

Expected<std::unique_ptr<IndexUpdate>> IndexUpdate::begin(Session &In, IndexingOptions Options) {
  return healing<std::unique_ptr<IndexUpdate>>(In, Options, [&] { return open(In, Options); });
}

Expected<IndexingResult> kphys::updateIndex(Session &In, IndexingOptions Options) {
  return healing<IndexingResult>(In, Options, [&]() -> Expected<IndexingResult> {
    Expected<std::unique_ptr<IndexUpdate>> Update = open(In, Options);
    if (!Update)
      return Update.takeError();
    Runner Parses = In.runner("indexing");
    (*Update)->askUnits(Parses);
    Parses.run();
    if (Error E = (*Update)->askHeaders(Parses))
      return std::move(E);
    Parses.run();
    return (*Update)->finish();
  });
}
