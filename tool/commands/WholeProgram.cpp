// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/WholeProgram.h"

#include "tool/store/StateFile.h"

using namespace kphys;
using llvm::Expected;

/// Brings the index up to date, where \p Of has not tried it yet.
static llvm::Error finishIndexing(Session &In, Analysis &Of) {
  Expected<IndexingResult> Indexed =
      Of.Indexed ? std::move(*std::exchange(Of.Indexed, std::nullopt))
                 : updateIndex(In, In.Build.indexPath(), {.AllPaths = true});
  if (!Indexed)
    return Indexed.takeError();
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if (Indexed->Units[I].failed() && Of.Units[I].Is == UnitRecord::Status::Skipped)
      Of.Units[I] = std::move(Indexed->Units[I]);
  return llvm::Error::success();
}

Expected<std::unique_ptr<SolvedIndex>> kphys::solveWholeProgram(Session &In, Analysis &Of) {
  constexpr int MostTries = 3; // another process may just have set the index aside
  const std::string Path = In.Build.indexPath();
  for (int Try = 1;; ++Try) {
    if (llvm::Error E = finishIndexing(In, Of)) {
      // A report without kinds is none: another time there are some.
      if (E.isA<LockedError>() || E.isA<DamagedError>() || E.isA<NotOursError>())
        return std::move(E);
      // The directory may be somebody else's.
      Of.Unanswered.push_back("the report has no kinds: " + llvm::toString(std::move(E)));
      return nullptr;
    }
    llvm::sys::fs::UniqueID File = fileAt(Path);
    Expected<std::unique_ptr<SolvedIndex>> Solved = SolvedIndex::read(Path, In.Known.Kinds);
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
