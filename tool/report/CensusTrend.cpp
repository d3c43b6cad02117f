// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/CensusTrend.h"

#include "checks/sources/JsonText.h"
#include "checks/sources/RegularFile.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kphys;
using llvm::Expected;

Expected<EarlierCensus> kphys::readCensus(const std::string &Path) {
  auto Buffer = readRegularFileOrInput(Path);
  if (!Buffer)
    return llvm::createStringError("cannot read " + Path + ": " + Buffer.getError().message());
  std::optional<nlohmann::json> Read = parseJson((*Buffer)->getBuffer());
  if (!Read)
    return llvm::createStringError(Path + " is not valid JSON, or nested too deep");
  std::string Schema;
  if (!readJsonMember(*Read, "schema", Schema) || Schema != "kphys-census/1")
    return llvm::createStringError(Path + " is not a kphys census (schema kphys-census/1)");
  EarlierCensus Result;
  auto Tree = Read->find("tree"), Summary = Read->find("summary");
  if (Tree == Read->end() || !readJsonMember(*Tree, "version", Result.Version) ||
      !readJsonMember(*Tree, "arch", Result.Architecture) ||
      !readJsonMember(*Tree, "config", Result.Configuration))
    return llvm::createStringError(Path + " does not say what it is a census of: tree");
  if (Summary == Read->end() || !readJsonMember(*Summary, "carriers", Result.Counts))
    return llvm::createStringError(Path + " has no counts: summary.carriers");
  return Result;
}

std::string kphys::censusTrend(const EarlierCensus &Then, const CensusCounts &Now) {
  CensusCounts Before = Then.Counts, After = Now;
  for (const auto &[Carrier, Uses] : Now) // what is on one side only is 0 on the other
    for (const auto &[Use, Count] : Uses)
      Before[Carrier][Use];
  std::string Rows;
  for (const auto &[Carrier, Uses] : Before)
    for (const auto &[Use, Old] : Uses) {
      unsigned New = After[Carrier][Use];
      if (New != Old)
        Rows += llvm::formatv("{0,-12} {1,-9} {2,7} {3,7} {4,7}  {5}\n", Carrier, Use, Old, New,
                              static_cast<int>(New - Old), New < Old ? "fell" : "rose")
                    .str();
    }
  std::string Text =
      "since " + Then.Version + " (" + Then.Architecture + ", " + Then.Configuration + "):\n";
  if (Rows.empty())
    return Text + "nothing fell or rose\n";
  return Text +
         llvm::formatv("{0,-12} {1,-9} {2,7} {3,7} {4,7}\n", "carrier", "use", "then", "now", "by")
             .str() +
         Rows;
}
