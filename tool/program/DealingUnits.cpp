// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/DealingUnits.h"

#include "checks/Reasons.h"
#include "checks/sources/TextCache.h"

using namespace kphys;

std::vector<char> kphys::dealingUnits(const Project &Of, const PartOptions &Options,
                                      const std::string &Question, TextCache &Cache,
                                      unsigned Threads) {
  std::vector<size_t> Asked;
  std::vector<std::string> Paths;
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if (!Of.Units[I].isAssembly()) {
      Asked.push_back(I);
      Paths.push_back(Of.Units[I].Command.File);
    }
  std::vector<std::string> Deals = askTexts(
      Question, Paths, Threads, Cache,
      [&](size_t, llvm::StringRef Text) { return Options.isWorthALook(Text) ? "yes" : ""; },
      [](size_t, std::error_code) { return "yes"; });
  std::vector<char> Result(Of.Units.size());
  for (size_t K = 0; K < Asked.size(); ++K)
    Result[Asked[K]] = !Deals[K].empty();
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
