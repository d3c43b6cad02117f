// kphys index: collects the flows of addresses of every unit into an index.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/IndexOption.h"
#include "tool/commands/RememberedRun.h"
#include "tool/support/Output.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::Expected;
namespace cl = llvm::cl;

namespace {

cl::opt<std::string> IndexFile("index", cl::desc("The index (default: BUILD/kphys.index)"),
                               cl::value_desc("FILE"), cl::sub(indexCommand().Sub),
                               cl::sub(solveCommand().Sub), cl::sub(explainCommand().Sub),
                               cl::cat(optionCategory()));

/// An error where --index names one file for several builds.
llvm::Error checkIndexFile(const Project &Of) {
  if (IndexFile.empty())
    return llvm::Error::success();
  return Of.onlyBuild("--index").takeError();
}

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

int index() {
  Expected<std::unique_ptr<Session>> Opened =
      openSession(HalfEdited::IsRefused, /*TakesOutside=*/true);
  if (!Opened)
    return reportError(Opened.takeError());
  Session &In = **Opened;
  if (llvm::Error E = checkIndexFile(In.Program))
    return reportError(std::move(E));
  Expected<IndexingResult> Result = updateIndex(In, {.ChecksAll = true, .Path = IndexFile});
  if (!Result)
    return reportError(Result.takeError());
  In.keepCaches();
  noteRead(In);
  printFailures(Result->Units);
  size_t Indexed = llvm::count_if(
      Result->Units, [](const UnitRecord &Unit) { return Unit.Is == UnitRecord::Status::Parsed; });
  const std::string Where =
      In.Program.Builds.size() > 1
          ? "the indexes of " + std::to_string(In.Program.Builds.size()) + " builds"
      : IndexFile.empty() ? In.Program.home().indexPath()
                          : IndexFile.getValue();
  auto Counted = [&](size_t Unchanged) {
    return "kphys: " + std::to_string(Indexed) + " units in " + Where + ", " +
           std::to_string(Unchanged) + " of them unchanged\n";
  };
  sayOnce(Counted(Result->Reused), Counted(Indexed));
  printOthers(*Result);
  if (isVerbose())
    messages() << "kphys: " << In.Parses.Made << " parses, " << In.Parses.FromPch
               << " from a precompiled header\n";
  return statusOf(Result->Units);
}

int run() {
  if (llvm::Error E = checkOutputOptions({}, {{"--index", IndexFile, /*IsKept=*/true}}))
    return reportError(std::move(E));
  return runRemembered(index);
}

} // namespace

Expected<std::unique_ptr<KindsProject>> KindsProject::open() {
  auto Result = std::make_unique<KindsProject>();
  Expected<ProjectOptions> Options = projectOptions();
  if (!Options)
    return Options.takeError();
  Options->TakesOutside = true;
  Expected<Project> Of = Project::open(*Options);
  if (!Of)
    return Of.takeError();
  if (llvm::Error E = checkIndexFile(*Of))
    return std::move(E);
  if (llvm::Error E = checkOutputOptionsInTree(Of->Tree.Root))
    return std::move(E);
  Result->Of = std::move(*Of);
  Expected<KindCatalog> Kinds = KindCatalog::embedded();
  if (!Kinds)
    return Kinds.takeError();
  Result->Kinds = std::move(*Kinds);
  return Result;
}

Expected<std::unique_ptr<SolvedIndex>> KindsProject::solvedIndex(const Build &One) const {
  std::string Path = IndexFile.empty() ? One.indexPath() : IndexFile.getValue();
  if (!llvm::sys::fs::exists(Path))
    return llvm::createStringError("there is no index " + Path + " ('kphys index' makes one)");
  return SolvedIndex::read(Path, Kinds);
}

int kphys::withSolvedIndexes(
    llvm::function_ref<void(const KindsProject &, const Build &, const SolvedIndex &)> See,
    llvm::function_ref<int(const KindsProject &)> Finish) {
  if (llvm::Error E = checkOutputOptions({}, {{"--index", IndexFile, /*IsKept=*/true}}))
    return reportError(std::move(E));
  Expected<std::unique_ptr<KindsProject>> Opened = KindsProject::open();
  if (!Opened)
    return reportError(Opened.takeError());
  for (const Build &Each : (*Opened)->Of.Builds) {
    Expected<std::unique_ptr<SolvedIndex>> Index = (*Opened)->solvedIndex(Each);
    if (!Index)
      return reportError(Index.takeError());
    See(**Opened, Each, **Index);
  }
  return Finish(**Opened);
}

Command kphys::indexCommand() {
  static cl::SubCommand Sub("index", "Collect the flows of addresses of every unit");
  return {Sub, run};
}
