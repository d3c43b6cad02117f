// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/KindFindings.h"

#include "checks/sources/Paths.h"

using namespace kphys;

llvm::Expected<std::vector<Finding>> kphys::kindFindingsOfUnit(const UnitTools &Tools,
                                                               const std::string &Source,
                                                               const SolvedIndex::Fresh &Said,
                                                               const TextOfFile &Read) {
  std::set<std::string> Files = {Source};
  if (auto Own = Said.Flows.Parts.find(""); Own != Said.Flows.Parts.end())
    for (const FlowEdge &Edge : Own->second.Edges)
      Files.insert(Edge.File);
  SolvedIndex::FreshUnits Units = {{Source, Said}};
  std::unique_ptr<SolvedIndex> Solved;
  if (Tools.Options.Index.empty()) {
    Solved = SolvedIndex::of(Units, Tools.Known.Kinds);
  } else {
    auto Known = SolvedIndex::read(Tools.Options.Index, Tools.Known.Kinds, Units);
    if (!Known)
      return Known.takeError();
    Solved = std::move(*Known);
  }
  std::vector<Finding> Result = Solved->conflicts(Tools.Options.Level);
  llvm::erase_if(Result, [&](const Finding &Each) {
    return !Files.count(Each.File) || isSharedHeader(Each.File);
  });
  completePlaces(Result, Read);
  return Result;
}
