// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/WholeProgram.h"

#include "tool/store/StateFile.h"
#include "llvm/Support/TimeProfiler.h"

using namespace kphys;
using llvm::Expected;

/// Brings the index up to date, where \p Of has not tried it yet.
static llvm::Error finishIndexing(Session &In, Analysis &Of) {
  Expected<IndexingResult> Indexed = Of.Indexed
                                         ? std::move(*std::exchange(Of.Indexed, std::nullopt))
                                         : updateIndex(In, {.AllPaths = true});
  if (!Indexed)
    return Indexed.takeError();
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if (Indexed->Units[I].failed() && Of.Units[I].Is == UnitRecord::Status::Skipped)
      Of.Units[I] = std::move(Indexed->Units[I]);
  return llvm::Error::success();
}

/// Solves the index of \p One into \p Kinds; it is made anew by who comes next if it is damaged.
static llvm::Error addKinds(const Build &One, const KindCatalog &Catalog, ProgramKinds &Kinds) {
  const std::string Path = One.indexPath();
  llvm::sys::fs::UniqueID File = fileAt(Path);
  Expected<std::unique_ptr<SolvedIndex>> Solved = SolvedIndex::read(Path, Catalog);
  if (Solved) {
    Kinds.add(**Solved);
    return llvm::Error::success();
  }
  llvm::Error Problem = Solved.takeError();
  if (!Problem.isA<DamagedError>())
    return Problem;
  if (llvm::Error E = setAside(Path, File, std::move(Problem)))
    return E;
  return llvm::make_error<DamagedError>(Path, "it is gone");
}

Expected<std::optional<ProgramKinds>>
kphys::solveWholeProgram(Session &In, Analysis &Of, const std::set<ArgumentPlace> &Arguments) {
  llvm::TimeTraceScope Time("solving");
  constexpr int MostTries = 3; // another process may just have set an index aside
  for (int Try = 1;; ++Try) {
    if (llvm::Error E = finishIndexing(In, Of)) {
      // A report without kinds is none: another time there are some.
      if (E.isA<LockedError>() || E.isA<DamagedError>() || E.isA<NotOursError>())
        return std::move(E);
      // The directory may be somebody else's.
      Of.Unanswered.push_back("the report has no kinds: " + llvm::toString(std::move(E)));
      return std::nullopt;
    }
    std::optional<ProgramKinds> Kinds(std::in_place, /*Level=*/0, Arguments);
    llvm::Error Problem = llvm::Error::success();
    for (const Build &Each : In.Program.Builds)
      if (!Problem)
        Problem = addKinds(Each, In.Known.Kinds, *Kinds);
    if (!Problem)
      return Kinds;
    if (Try == MostTries || Problem.isA<LockedError>() || Problem.isA<NotOursError>())
      return std::move(Problem);
    llvm::consumeError(std::move(Problem));
  }
}

Expected<std::optional<ProgramKinds>>
kphys::solveExistingIndexes(const Session &In, const std::set<ArgumentPlace> &Arguments) {
  std::optional<ProgramKinds> Kinds;
  for (const Build &Each : In.Program.Builds) {
    if (!llvm::sys::fs::exists(Each.indexPath())) {
      if (In.Program.Builds.size() > 1)
        return llvm::createStringError("there is no index " + Each.indexPath() +
                                       " ('kphys index' makes one)");
      return std::nullopt;
    }
    Expected<std::unique_ptr<SolvedIndex>> Solved =
        SolvedIndex::read(Each.indexPath(), In.Known.Kinds);
    if (!Solved)
      return Solved.takeError();
    if (!Kinds)
      Kinds.emplace(/*Level=*/0, Arguments);
    Kinds->add(**Solved);
  }
  return Kinds;
}
