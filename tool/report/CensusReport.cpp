// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/CensusReport.h"

#include "checks/sources/Paths.h"
#include "tool/report/ReportHead.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kphys;
using Json = nlohmann::ordered_json;

namespace {

/// In the order of the columns.
constexpr PageUse Uses[] = {PageUse::Address, PageUse::Lifetime, PageUse::Flags, PageUse::Identity,
                            PageUse::Passing, PageUse::Unknown,  PageUse::Gone};

/// Subsystems that the table shows.
constexpr size_t MostSubsystems = 20;

struct UnitCounts {
  unsigned Parsed = 0, Skipped = 0, Failed = 0;

  explicit UnitCounts(const std::vector<UnitRecord> &Units) {
    for (const UnitRecord &Each : Units)
      ++(Each.failed() ? Failed : Each.Is == UnitRecord::Status::Parsed ? Parsed : Skipped);
  }
};

std::map<std::string, CensusCounts> countsBySubsystem(const Census &Taken,
                                                      const CensusNames &Names) {
  std::map<std::string, CensusCounts> Result;
  for (const CountedUse &Each : Taken.Uses)
    ++Result[subsystemOf(Each.File)][Names.carrier(Each.Carrier)][useName(Each.Use)];
  return Result;
}

/// In the order of the carriers and the columns, those that \p Counts has.
Json countsJson(const CensusCounts &Counts, const CensusNames &Names) {
  Json Result = Json::object();
  for (const std::string &Carrier : Names.carriers()) {
    auto Found = Counts.find(Carrier);
    if (Found == Counts.end())
      continue;
    for (PageUse Use : Uses)
      if (auto Count = Found->second.find(useName(Use)); Count != Found->second.end())
        Result[Carrier][useName(Use)] = Count->second;
  }
  return Result;
}

/// \p Cells of one line, below each other's columns.
std::string line(llvm::StringRef First, const std::vector<std::string> &Cells) {
  std::string Result = llvm::formatv("{0,-20}", First).str();
  for (const std::string &Each : Cells)
    Result += llvm::formatv(" {0,11}", Each).str();
  return Result + "\n";
}

std::string carrierTable(const CensusCounts &Counts, const CensusNames &Names) {
  std::vector<std::string> Head;
  for (PageUse Use : Uses)
    Head.push_back(useName(Use));
  std::string Text = line("carrier", Head);
  for (const std::string &Carrier : Names.carriers()) {
    std::vector<std::string> Cells;
    for (PageUse Use : Uses)
      Cells.push_back(std::to_string(Counts.at(Carrier).at(useName(Use))));
    Text += line(Carrier, Cells);
  }
  return Text;
}

/// Uses of \p Of that are not gone.
unsigned remaining(const std::map<std::string, unsigned> &Of) {
  unsigned Result = 0;
  for (const auto &[Use, Count] : Of)
    Result += Use == useName(PageUse::Gone) ? 0 : Count;
  return Result;
}

std::string subsystemTable(const Census &Taken, const CensusNames &Names) {
  struct Row {
    std::string Name;
    unsigned Total = 0;
    std::vector<std::string> Cells;
  };
  std::vector<Row> Rows;
  for (auto &[Name, Counts] : countsBySubsystem(Taken, Names)) {
    Row Each = {Name, 0, {}};
    for (const std::string &Carrier : Names.carriers()) {
      auto Found = Counts.find(Carrier);
      unsigned Number = Found == Counts.end() ? 0 : remaining(Found->second);
      Each.Total += Number;
      Each.Cells.push_back(std::to_string(Number));
    }
    Each.Cells.insert(Each.Cells.begin(), std::to_string(Each.Total));
    Rows.push_back(std::move(Each));
  }
  llvm::sort(Rows, [](const Row &A, const Row &B) {
    return std::tie(B.Total, A.Name) < std::tie(A.Total, B.Name);
  });
  std::vector<std::string> Head = Names.carriers();
  Head.insert(Head.begin(), "not gone");
  std::string Text = line("subsystem", Head);
  for (size_t I = 0; I < Rows.size() && I < MostSubsystems; ++I)
    Text += line(Rows[I].Name, Rows[I].Cells);
  if (Rows.size() > MostSubsystems)
    Text += "and " + std::to_string(Rows.size() - MostSubsystems) + " more with fewer\n";
  return Text;
}

} // namespace

CensusCounts kphys::countsOf(const Census &Taken, const CensusNames &Names) {
  CensusCounts Result;
  for (const std::string &Carrier : Names.carriers())
    for (PageUse Use : Uses)
      Result[Carrier][useName(Use)] = 0;
  for (const CountedUse &Each : Taken.Uses)
    ++Result[Names.carrier(Each.Carrier)][useName(Each.Use)];
  return Result;
}

std::string kphys::censusJson(const Census &Taken, const CensusNames &Names, const Project &Of) {
  Json Document = reportHead("kphys-census/1", Of);
  Document["uses"] = Json::array();
  for (const CountedUse &Each : Taken.Uses)
    Document["uses"].push_back({{"file", Each.File},
                                {"line", Each.Line},
                                {"column", Each.Column},
                                {"function", Each.Function},
                                {"carrier", Names.carrier(Each.Carrier)},
                                {"use", useName(Each.Use)},
                                {"through", Each.Through}});
  UnitCounts Units(Taken.Units);
  Document["units"] = {
      {"parsed", Units.Parsed}, {"skipped", Units.Skipped}, {"failed", Units.Failed}};
  Document["unseen"] = Taken.unseen();
  Json Subsystems = Json::object();
  for (const auto &[Name, Counts] : countsBySubsystem(Taken, Names))
    Subsystems[Name] = countsJson(Counts, Names);
  Document["summary"] = {{"carriers", countsJson(countsOf(Taken, Names), Names)},
                         {"subsystems", Subsystems}};
  return reportText(Document);
}

std::string kphys::censusTables(const Census &Taken, const CensusNames &Names) {
  return carrierTable(countsOf(Taken, Names), Names) + "\n" + subsystemTable(Taken, Names);
}
