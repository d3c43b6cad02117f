// The rows of a report that somebody should act on, as findings.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/Reasons.h"
#include "checks/inference/Conflicts.h"
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

void addNotes(const json &List, Finding &Into) {
  Into.NotesAreWay = true;
  for (const json &Each : List)
    Into.Notes.push_back({Each.value("file", ""), Each.value("line", 0U), Each.value("column", 0U),
                          Each.value("text", "")});
}

Severity severityNamed(const std::string &Name) {
  for (Severity Each : {Severity::Error, Severity::Note})
    if (Name == name(Each))
      return Each;
  return Severity::Warning;
}

/// What all kinds of rows have.
Finding rowOf(const json &Row) {
  Finding Result;
  Result.File = Row.value("file", "");
  Result.Line = Row.value("line", 0U);
  Result.Column = Row.value("column", 0U);
  Result.Function = Row.value("function", "");
  return Result;
}

Finding findingOfSite(const json &Site) {
  Finding Result = rowOf(Site);
  std::string Before = Site.value("before", ""), Api = Site.value("api", "");
  bool HasRewrite = Site.value("reason", "") == code(Reason::RewriteAvailable) ||
                    Site.value("status", "") == "rewritten";
  Result.Check = rewriteCheck(Site.value("rule", ""));
  Result.IsA = Severity::Note;
  Result.Subject = Before.empty() ? Api : Before;
  Result.Text = siteMessage(Api, HasRewrite, Site.value("after", ""), Site.value("reason", ""),
                            Site.value("detail", ""));
  if (Site.contains("edits"))
    Result.Fix = editsOf(Site["edits"]);
  return Result;
}

} // namespace

std::vector<Finding> kphys::findingsOfReport(const json &Report) {
  std::vector<Finding> Result;
  auto Rows = [&](const char *Name) { return Report.value(Name, json::array()); };
  for (const json &Site : Rows("sites"))
    if (!Site.value("rule", "").empty() &&
        isWorthTelling(reasonWithCode(Site.value("reason", "")).value_or(Reason::None)))
      Result.push_back(findingOfSite(Site));
  for (const json &Conflict : Rows("conflicts")) {
    Finding Next = rowOf(Conflict);
    Next.Check = AddressKindCheck;
    Next.IsA = severityNamed(Conflict.value("severity", ""));
    Next.Text = Conflict.value("text", "");
    addNotes(Conflict.value("path", json::array()), Next);
    Result.push_back(std::move(Next));
  }
  for (const json &Audited : Rows("findings")) {
    Finding Next = rowOf(Audited);
    Next.Check = Audited.value("check", "");
    Next.IsA = severityOfCheck(Audited.value("level", 0U));
    Next.Text = Audited.value("text", "");
    addNotes(Audited.value("notes", json::array()), Next);
    Next.Fix = editsOf(Audited.value("fix", json::array()));
    Result.push_back(std::move(Next));
  }
  return Result;
}
