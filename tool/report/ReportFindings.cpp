// The rows of a report that somebody should act on, as findings.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/Reasons.h"
#include "tool/report/Sarif.h"

using namespace kphys;
using nlohmann::json;

namespace {

std::vector<TextEdit> editsOf(const json &List) {
  std::vector<TextEdit> Result;
  for (const json &Each : List)
    Result.push_back({Each.value("offset", 0U), Each.value("length", 0U), Each.value("text", "")});
  return Result;
}

void addNotes(const json &List, UnitFinding &Into) {
  Into.NotesAreWay = true;
  for (const json &Each : List)
    Into.Notes.push_back({Each.value("file", ""), Each.value("line", 0U), Each.value("column", 0U),
                          Each.value("text", "")});
}

/// What all kinds of rows have.
UnitFinding rowOf(const json &Row) {
  UnitFinding Result;
  Result.File = Row.value("file", "");
  Result.Line = Row.value("line", 0U);
  Result.Column = Row.value("column", 0U);
  Result.Function = Row.value("function", "");
  return Result;
}

UnitFinding findingOfSite(const json &Site) {
  UnitFinding Result = rowOf(Site);
  std::string Before = Site.value("before", ""), Api = Site.value("api", "");
  bool HasRewrite = Site.value("reason", "") == code(Reason::RewriteAvailable) ||
                    Site.value("status", "") == "rewritten";
  Result.Check = "kphys-" + Site.value("rule", "");
  Result.Severity = "note";
  Result.Subject = Before.empty() ? Api : Before;
  Result.Message = siteMessage(Api, HasRewrite, Site.value("after", ""), Site.value("reason", ""),
                               Site.value("detail", ""));
  if (Site.contains("edits"))
    Result.Edits = editsOf(Site["edits"]);
  return Result;
}

} // namespace

std::vector<UnitFinding> kphys::findingsOfReport(const json &Report) {
  std::vector<UnitFinding> Result;
  auto Rows = [&](const char *Name) { return Report.value(Name, json::array()); };
  for (const json &Site : Rows("sites"))
    if (!Site.value("rule", "").empty() &&
        isWorthTelling(reasonWithCode(Site.value("reason", "")).value_or(Reason::None)))
      Result.push_back(findingOfSite(Site));
  for (const json &Conflict : Rows("conflicts")) {
    Result.push_back(rowOf(Conflict));
    Result.back().Check = AddressKindCheck;
    Result.back().Severity = Conflict.value("severity", "warning");
    Result.back().Message = Conflict.value("text", "");
    addNotes(Conflict.value("path", json::array()), Result.back());
  }
  for (const json &Finding : Rows("findings")) {
    Result.push_back(rowOf(Finding));
    Result.back().Check = Finding.value("check", "");
    Result.back().Severity = Finding.value("level", 0U) < 2 ? "warning" : "note";
    Result.back().Message = Finding.value("text", "");
    addNotes(Finding.value("notes", json::array()), Result.back());
    Result.back().Edits = editsOf(Finding.value("fix", json::array()));
  }
  return Result;
}
