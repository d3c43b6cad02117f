// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/DealingUnits.h"

#include "checks/Reasons.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Threads.h"

using namespace kphys;

std::vector<char> kphys::dealingUnits(const Project &Of, const PartOptions &Options,
                                      const std::string &Question, RunCache &Cache,
                                      unsigned Threads) {
  Cache.load(Question);
  std::vector<char> Result(Of.Units.size()), IsNew(Of.Units.size());
  onThreads(Result.size(), Threads, [&](size_t I) {
    const std::string &Path = Of.Units[I].Command.File;
    if (Of.Units[I].isAssembly())
      return;
    if (std::optional<std::string> Known = Cache.recall(Question, Path)) {
      Result[I] = *Known == "yes";
      return;
    }
    auto Text = readRegularFile(Path);
    Result[I] = !Text || Options.isWorthALook((*Text)->getBuffer());
    IsNew[I] = 1;
  });
  for (size_t I = 0; I < Result.size(); ++I)
    if (IsNew[I])
      Cache.remember(Question, Of.Units[I].Command.File, Result[I] ? "yes" : "no");
  return Result;
}

std::string kphys::leftOut(const PathFilter &Paths, const Unit &Each, bool Deals) {
  if (Each.isAssembly())
    return code(Reason::Assembly);
  if (!Deals)
    return code(Reason::NoCatalogName);
  return Paths.contains(Each.Source.empty() ? Each.Name : Each.Source) ? ""
                                                                       : code(Reason::OutsidePaths);
}
