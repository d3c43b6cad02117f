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

class Indexer : public IndexUpdate {
public:
  Indexer(Session &In, FlowIndex Opened, IndexingOptions Options)
      : In(In), Index(std::move(Opened)), Options(Options),
        Flows(In.Known.Kinds, Of.Names, TreeFiles::Others::Written) {}

  /// Finds out what is to be done.
  Error begin() {
    chooseUnits();
    if (Options.ChecksAll)
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

  void askAlso(const std::vector<size_t> &Units, Runner &Parses) override {
    for (size_t Unit : Units)
      if (Pending.erase(Unit))
        Parses.ask(*this, {Unit});
  }

  void askUnits(Runner &Parses) override {
    for (size_t Unit : std::exchange(Pending, {}))
      Parses.ask(*this, {Unit});
  }

  Error askHeaders(Runner &Parses) override {
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

  Expected<IndexingResult> finish() override {
    if (Failure)
      return std::move(*Failure);
    if (Error E = writeHashes())
      return std::move(E);
    if (Error E = Index.commit())
      return std::move(E);
    return std::move(Result);
  }

  std::unique_ptr<Extractor> extractor(const UnitTask &Task,
                                       clang::Preprocessor &Macros) const override {
    return flowExtractor(Flows, Task.Headers, Macros);
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
    std::vector<char> Deals = dealingUnits(Of, Flows, "deals", In.Cache, In.Options.Workers);
    addUsersOfHeaderFields(Of, In.Known.Kinds.addressTypes(), In.Cache, In.Options.Workers, Deals);
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
    std::vector<std::string> Names;
    for (const auto &[Id, File] : *Stored)
      Names.push_back(File.Path);
    Files.hashAhead(Names, In.Options.Workers);
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
      Part.Files.insert(Files.name(Path));
    for (const std::string &File : Part.Files) {
      Files.hash(File); // now, as close to the parse as can be
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
  const Project &Of = In.Build;
  FlowIndex Index;
  const IndexingOptions Options;
  const FlowOptions Flows;
  ProjectFiles &Files = In.Files;
  std::optional<Error> Failure;      ///< of the index, while it was written
  std::map<std::string, bool> Deals; ///< by file
  IndexingResult Result;
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

} // namespace

static Expected<std::unique_ptr<IndexUpdate>> open(Session &In, const std::string &Path,
                                                   IndexingOptions Options) {
  Expected<FlowIndex> Index = FlowIndex::openForUpdate(Path, programVersion());
  if (!Index)
    return Index.takeError();
  auto Result = std::make_unique<Indexer>(In, std::move(*Index), Options);
  if (Error E = Result->begin())
    return std::move(E);
  return Result;
}

/// Runs \p Job, and once more after setting the index at \p Path aside if that is damaged.
template <typename T>
static Expected<T> healing(const std::string &Path, llvm::function_ref<Expected<T>()> Job) {
  llvm::sys::fs::UniqueID File = fileAt(Path);
  Expected<T> Result = Job();
  if (Result)
    return Result;
  Error Problem = Result.takeError();
  if (!Problem.isA<DamagedError>())
    return std::move(Problem);
  if (Error E = setAside(Path, File, std::move(Problem)))
    return std::move(E);
  return Job();
}

Expected<std::unique_ptr<IndexUpdate>> IndexUpdate::begin(Session &In, const std::string &Path,
                                                          IndexingOptions Options) {
  return healing<std::unique_ptr<IndexUpdate>>(Path, [&] { return open(In, Path, Options); });
}

Expected<IndexingResult> kphys::updateIndex(Session &In, const std::string &Path,
                                            IndexingOptions Options) {
  return healing<IndexingResult>(Path, [&]() -> Expected<IndexingResult> {
    Expected<std::unique_ptr<IndexUpdate>> Update = open(In, Path, Options);
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
