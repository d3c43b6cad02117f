// kphys index: collects the flows of addresses of every unit into an index.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/IndexOption.h"
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

std::string indexPath(const Project &Of) {
  return IndexFile.empty() ? Of.indexPath() : IndexFile.getValue();
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

int run() {
  Expected<std::unique_ptr<Session>> Opened =
      openSession(HalfEdited::IsRefused, /*TakesOutside=*/true);
  if (!Opened)
    return reportError(Opened.takeError());
  Session &In = **Opened;
  const std::string Path = indexPath(In.Build);
  Expected<IndexingResult> Result = updateIndex(In, Path, {.ChecksAll = true});
  if (!Result)
    return reportError(Result.takeError());
  In.Cache.commit();
  printFailures(Result->Units);
  size_t Indexed = llvm::count_if(
      Result->Units, [](const UnitRecord &Unit) { return Unit.Is == UnitRecord::Status::Parsed; });
  messages() << "kphys: " << Indexed << " units in " << Path << ", " << Result->Reused
             << " of them unchanged\n";
  printOthers(*Result);
  if (isVerbose())
    messages() << "kphys: " << In.Parses.Made << " parses, " << In.Parses.FromPch
               << " from a precompiled header\n";
  return statusOf(Result->Units);
}

} // namespace

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

Expected<std::unique_ptr<SolvedIndex>> KindsProject::solvedIndex() const {
  std::string Path = indexPath(Of);
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
