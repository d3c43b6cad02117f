// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/TextReport.h"

#include "checks/sources/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kphys;
using nlohmann::json;

namespace {

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

std::string row(llvm::StringRef Name, const Row &Counts) {
  return llvm::formatv("{0,-32} {1,6} {2,9} {3,7} {4,6} {5,6}\n", Name, Counts.Sites,
                       Counts.Rewritten, Counts.Refused, Counts.Manual, Counts.Unseen)
      .str();
}

std::string subsystemTable(const json &Sites) {
  std::map<std::string, Row> Rows;
  Row Total;
  for (const json &Site : Sites) {
    auto Status = Site["status"].get<std::string>();
    Rows[subsystemOf(Site["file"].get<std::string>())].add(Status);
    Total.add(Status);
  }
  std::string Text = llvm::formatv("{0,-32} {1,6} {2,9} {3,7} {4,6} {5,6}\n", "subsystem", "sites",
                                   "rewritten", "refused", "manual", "unseen")
                         .str();
  for (const auto &[Name, Counts] : Rows)
    Text += row(Name, Counts);
  return Text + row("total", Total);
}

std::string reasonTable(const json &Sites) {
  std::map<std::string, unsigned> Counts;
  for (const json &Site : Sites)
    if (auto Reason = Site["reason"].get<std::string>(); !Reason.empty())
      ++Counts[Site["status"].get<std::string>() + "  " + Reason];
  std::string Text;
  for (const auto &[Name, Count] : Counts) {
    auto [Status, Reason] = llvm::StringRef(Name).split("  ");
    Text += llvm::formatv("{0,-10} {1,-28} {2,6}\n", Status, Reason, Count).str();
  }
  return Text;
}

std::string unitSummary(const json &Units) {
  std::map<std::string, unsigned> Counts;
  std::string Failures;
  for (const json &Unit : Units) {
    auto Status = Unit["status"].get<std::string>();
    ++Counts[Status];
    if (Status != "parsed" && Status != "skipped")
      Failures += "  " + Unit["file"].get<std::string>() + ": " + Status + ": " +
                  Unit["why"].get<std::string>() + "\n";
  }
  std::string Text = "units:";
  const char *Separator = " ";
  for (const auto &[Status, Count] : Counts) {
    Text += Separator + std::to_string(Count) + " " + Status;
    Separator = ", ";
  }
  return Text + "\n" + Failures;
}

} // namespace

std::string kphys::textReport(const json &Report) {
  const json &Tree = Report["tree"];
  std::string Text = "Linux " + Tree["version"].get<std::string>() + ", " +
                     Tree["arch"].get<std::string>() + " " + Tree["config"].get<std::string>() +
                     "\n\n";
  Text += subsystemTable(Report["sites"]) + "\n";
  if (std::string Reasons = reasonTable(Report["sites"]); !Reasons.empty())
    Text += Reasons + "\n";
  return Text + unitSummary(Report["units"]);
}
