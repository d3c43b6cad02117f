// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/WholeProgram.h"

#include "tool/Output.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/IndexOption.h"
#include "tool/index/StateFile.h"
#include "tool/workers/SideProcess.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
using llvm::Expected;

namespace {

std::optional<SideProcess> Started;

/// The largest number of parses that are made beside the analysis.
constexpr size_t MostParses = 8;

Expected<IndexingResult> update(const Project &Of, bool IsBeside) {
  Expected<KindCatalog> Known = KindCatalog::embedded();
  if (!Known)
    return Known.takeError();
  Expected<IndexingOptions> Options = indexingOptions(Of);
  if (!Options)
    return Options.takeError();
  Options->AllPaths = true;
  if (IsBeside) {
    Options->MostParses = MostParses;
    Options->Workers.Workers = 1;
    Options->Workers.Progress = nullptr;
  }
  return updateIndex(defaultIndex(Of), Of, *Known, *Options);
}

/// Returns false where it must be done once more, or where there is something to say.
bool updateBeside(const Project &Of) {
  Expected<IndexingResult> Done = update(Of, /*IsBeside=*/true);
  if (!Done) {
    llvm::consumeError(Done.takeError());
    return false;
  }
  return !Done->IsPostponed &&
         llvm::none_of(Done->Units, [](const UnitRecord &Each) { return Each.failed(); });
}

} // namespace

void kphys::startIndexing(const Project &Of) {
  if (workerOptions("").Workers > 1 && usesCache() && llvm::sys::fs::exists(defaultIndex(Of)))
    Started.emplace([&] { return updateBeside(Of); });
}

static llvm::Error finishIndexing(Analysis &Of) {
  if (Started && Started->succeeded()) {
    if (isVerbose())
      messages() << "kphys: the index was brought up to date beside the analysis\n";
    return llvm::Error::success();
  }
  Expected<IndexingResult> Indexed = update(Of.Of, /*IsBeside=*/false);
  if (!Indexed)
    return Indexed.takeError();
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if (Indexed->Units[I].failed() && Of.Units[I].Is == UnitRecord::Status::Skipped)
      Of.Units[I] = std::move(Indexed->Units[I]);
  return llvm::Error::success();
}

Expected<std::unique_ptr<SolvedIndex>> kphys::solveWholeProgram(Analysis &Of,
                                                                const KindCatalog &Known) {
  constexpr int MostTries = 3; // another process may just have set the index aside
  const std::string Path = defaultIndex(Of.Of);
  for (int Try = 1;; ++Try) {
    if (llvm::Error E = finishIndexing(Of)) {
      // A report without kinds is none: another time there are some.
      if (E.isA<LockedError>() || E.isA<DamagedError>() || E.isA<NotOursError>())
        return std::move(E);
      // The directory may be somebody else's.
      Of.Unanswered.push_back("the report has no kinds: " + llvm::toString(std::move(E)));
      return nullptr;
    }
    llvm::sys::fs::UniqueID File = fileAt(Path);
    Expected<std::unique_ptr<SolvedIndex>> Solved = SolvedIndex::read(Path, Known);
    if (Solved)
      return Solved;
    llvm::Error Problem = Solved.takeError();
    if (Try == MostTries || Problem.isA<LockedError>() || Problem.isA<NotOursError>())
      return std::move(Problem);
    if (!Problem.isA<DamagedError>())
      llvm::consumeError(std::move(Problem));
    else if (llvm::Error E = setAside(Path, File, std::move(Problem)))
      return std::move(E);
  }
}
