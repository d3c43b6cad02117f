// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/TextReport.h"

#include "checks/sources/Paths.h"
#include "tool/report/NextSteps.h"
#include "tool/support/Output.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kphys;
using nlohmann::json;

namespace {

constexpr size_t MostSteps = 8;

llvm::raw_ostream::Colors colorOf(llvm::StringRef Status) {
  return Status == "rewritten" ? llvm::raw_ostream::GREEN
         : Status == "refused" ? llvm::raw_ostream::RED
         : Status == "manual"  ? llvm::raw_ostream::YELLOW
                               : llvm::raw_ostream::CYAN;
}

/// How wide the names of a table are: \p Usual, or on a terminal as wide as the longest of them, so
/// far as \p Others, the width of the other columns, leaves room.
size_t nameWidth(size_t Usual, size_t Longest, size_t Others) {
  constexpr size_t Least = 12;
  size_t Width = listingWidth();
  if (Width == 0)
    return Usual;
  return std::max(Least, std::min(Longest, Width > Others ? Width - Others : 0));
}

/// \p Name with blanks up to \p Width columns. On a terminal no more than these; elsewhere what is
/// longer stays.
std::string inColumn(llvm::StringRef Name, size_t Width) {
  std::string Result = listingWidth() != 0 && Name.size() > Width
                           ? (Name.take_front(Width - 3) + "...").str()
                           : Name.str();
  Result.resize(std::max(Width, Result.size()), ' ');
  return Result;
}

/// Sites of one subsystem by status.
struct Row {
  unsigned Sites = 0, Rewritten = 0, Refused = 0, Manual = 0, Unseen = 0;

  void add(const std::string &Status) {
    ++Sites;
    (Status == "rewritten" ? Rewritten
     : Status == "refused" ? Refused
     : Status == "manual"  ? Manual
                           : Unseen)++;
  }
};

void listRow(llvm::StringRef Name, size_t Width, const Row &Counts) {
  listing() << inColumn(Name, Width)
            << llvm::formatv(" {0,6} {1,9} {2,7} {3,6} {4,6}\n", Counts.Sites, Counts.Rewritten,
                             Counts.Refused, Counts.Manual, Counts.Unseen)
                   .str();
}

void listSubsystems(const json &Sites) {
  std::map<std::string, Row> Rows;
  Row Total;
  for (const json &Site : Sites) {
    auto Status = Site["status"].get<std::string>();
    Rows[subsystemOf(Site["file"].get<std::string>())].add(Status);
    Total.add(Status);
  }
  size_t Longest = 0;
  for (const auto &[Name, Counts] : Rows)
    Longest = std::max(Longest, Name.size());
  size_t Width = nameWidth(32, Longest, strlen("  sites rewritten refused manual unseen"));
  listing() << inColumn("subsystem", Width) << "  sites";
  for (const char *Status : {"rewritten", "refused", "manual", "unseen"}) {
    listing() << " ";
    list(Status, colorOf(Status));
  }
  listing() << "\n";
  for (const auto &[Name, Counts] : Rows)
    listRow(Name, Width, Counts);
  listRow("total", Width, Total);
}

void listReasons(const json &Sites) {
  std::map<std::pair<std::string, std::string>, unsigned> Counts; ///< by status and reason
  size_t Longest = 0;
  for (const json &Site : Sites)
    if (auto Reason = Site["reason"].get<std::string>(); !Reason.empty()) {
      ++Counts[{Site["status"].get<std::string>(), Reason}];
      Longest = std::max(Longest, Reason.size());
    }
  constexpr size_t StatusWidth = 10;
  size_t Width = nameWidth(28, Longest, StatusWidth + strlen("  123456"));
  for (const auto &[Key, Count] : Counts) {
    list(inColumn(Key.first, StatusWidth), colorOf(Key.first));
    listing() << " " << inColumn(Key.second, Width) << llvm::formatv(" {0,6}\n", Count).str();
  }
  if (!Counts.empty())
    listing() << "\n";
}

/// Returns how many units failed.
unsigned listUnits(const json &Units) {
  std::map<std::string, unsigned> Counts;
  std::string Failures;
  unsigned Failed = 0;
  for (const json &Unit : Units) {
    auto Status = Unit["status"].get<std::string>();
    ++Counts[Status];
    if (Status != "parsed" && Status != "skipped") {
      Failures += "  " + Unit["file"].get<std::string>() + ": " + Status + ": " +
                  Unit["why"].get<std::string>() + "\n";
      ++Failed;
    }
  }
  listing() << "units:";
  const char *Separator = " ";
  for (const auto &[Status, Count] : Counts) {
    listing() << Separator << std::to_string(Count) << " " << Status;
    Separator = ", ";
  }
  listing() << "\n" << Failures;
  return Failed;
}

std::string stepLine(size_t Sites, llvm::StringRef Text) {
  return llvm::formatv("{0,7}  {1}\n", Sites, Text).str();
}

void listNextSteps(const json &Report, unsigned FailedUnits) {
  listing() << "\nwhat to do next\n";
  std::vector<NextStep> Steps = nextSteps(Report);
  size_t Left = 0;
  for (size_t I = 0; I < Steps.size(); ++I) {
    if (I < MostSteps)
      listing() << stepLine(Steps[I].Sites, Steps[I].Text);
    else
      Left += Steps[I].Sites;
  }
  if (Left > 0)
    listing() << stepLine(Left, "for other reasons: docs/reasons.md");
  if (FailedUnits > 0)
    listing() << "the units above that could not be parsed: nothing that they say is used\n";
  else if (Report["sites"].empty())
    listing() << "no site was looked at: is this the tree, and are these the paths?\n";
  else if (Steps.empty())
    listing() << "nothing\n";
}

} // namespace

void kphys::listReport(const json &Report) {
  const json &Tree = Report["tree"];
  listing() << "Linux " << Tree["version"].get<std::string>() << ", "
            << Tree["arch"].get<std::string>() << " " << Tree["config"].get<std::string>()
            << "\n\n";
  listSubsystems(Report["sites"]);
  listing() << "\n";
  listReasons(Report["sites"]);
  listNextSteps(Report, listUnits(Report["units"]));
}
