// kphys index: collects the flows of addresses of every unit into an index.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/prepare/TargetProfile.h"
#include "tool/Output.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/IndexOption.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::Expected;
namespace cl = llvm::cl;

namespace {

cl::opt<std::string> IndexFile("index", cl::desc("The index (default: BUILD/kphys.index)"),
                               cl::value_desc("FILE"), cl::sub(indexCommand().Sub),
                               cl::sub(solveCommand().Sub), cl::sub(explainCommand().Sub),
                               cl::cat(optionCategory()));

/// Says what else is in the index.
void printOthers(const IndexingResult &Of) {
  if (Of.Others.empty())
    return;
  messages() << "kphys: note: " << Of.Others.size()
             << " more units stay in it that this database does not have\n";
  if (!Of.Stale.empty())
    messages() << "kphys: warning: " << Of.Stale.size() << " of them, " << *Of.Stale.begin()
               << (Of.Stale.size() > 1 ? " and others," : "")
               << " changed since: 'kphys index' with their own database reads them again\n";
}

int run() {
  Expected<std::unique_ptr<KindsProject>> Opened = KindsProject::open();
  if (!Opened)
    return reportError(Opened.takeError());
  const KindsProject &Work = **Opened;
  Expected<IndexingOptions> Options = indexingOptions(Work.Of);
  if (!Options)
    return reportError(Options.takeError());
  Options->ChecksAll = true;
  Expected<IndexingResult> Result = updateIndex(Work.indexPath(), Work.Of, Work.Kinds, *Options);
  if (!Result)
    return reportError(Result.takeError());
  printFailures(Result->Units);
  size_t Indexed = llvm::count_if(
      Result->Units, [](const UnitRecord &Unit) { return Unit.Is == UnitRecord::Status::Parsed; });
  messages() << "kphys: " << Indexed << " units in " << Work.indexPath() << ", " << Result->Reused
             << " of them unchanged\n";
  printOthers(*Result);
  if (isVerbose())
    messages() << "kphys: " << Result->Parsed << " parses, " << Result->UsedPch
               << " from a precompiled header\n";
  return statusOf(Result->Units);
}

} // namespace

Expected<std::set<std::string>> kphys::missingNames(const Project &Of) {
  Expected<Catalog> Names = Catalog::embedded();
  if (!Names)
    return Names.takeError();
  Expected<TargetProfile> Profile = TargetProfile::probe(*Names, Of.Tree.Root);
  if (!Profile)
    return Profile.takeError();
  return Profile->missingNames();
}

Expected<IndexingOptions> kphys::indexingOptions(const Project &Of) {
  Expected<std::set<std::string>> Missing = missingNames(Of);
  if (!Missing)
    return Missing.takeError();
  IndexingOptions Result;
  Result.MissingNames = std::move(*Missing);
  Result.UsePch = usesPch();
  Result.UseCache = usesCache();
  Result.Workers = workerOptions("indexing");
  return Result;
}

Expected<std::unique_ptr<KindsProject>> KindsProject::open() {
  auto Result = std::make_unique<KindsProject>();
  ProjectOptions Options = projectOptions();
  Options.TakesOutside = true;
  Expected<Project> Of = Project::open(Options);
  if (!Of)
    return Of.takeError();
  if (llvm::Error E = checkOutputOptionsInTree(Of->Tree.Root))
    return std::move(E);
  Result->Of = std::move(*Of);
  Expected<KindCatalog> Kinds = KindCatalog::embedded();
  if (!Kinds)
    return Kinds.takeError();
  Result->Kinds = std::move(*Kinds);
  return Result;
}

std::string KindsProject::indexPath() const {
  return IndexFile.empty() ? defaultIndex(Of) : IndexFile.getValue();
}

Expected<std::unique_ptr<SolvedIndex>> KindsProject::solvedIndex() const {
  std::string Path = indexPath();
  if (!llvm::sys::fs::exists(Path))
    return llvm::createStringError("there is no index " + Path + " ('kphys index' makes one)");
  return SolvedIndex::read(Path, Kinds);
}

int kphys::withSolvedIndex(const std::function<int(KindsProject &, const SolvedIndex &)> &Body) {
  if (llvm::Error E = checkOutputOptions({}, {{"--index", IndexFile}}))
    return reportError(std::move(E));
  Expected<std::unique_ptr<KindsProject>> Opened = KindsProject::open();
  if (!Opened)
    return reportError(Opened.takeError());
  Expected<std::unique_ptr<SolvedIndex>> Index = (*Opened)->solvedIndex();
  return Index ? Body(**Opened, **Index) : reportError(Index.takeError());
}

Command kphys::indexCommand() {
  static cl::SubCommand Sub("index", "Collect the flows of addresses of every unit");
  return {Sub, run};
}
