// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/HtmlData.h"

#include "checks/sources/Paths.h"
#include "tool/report/HtmlChanges.h"
#include "tool/report/HtmlColumns.h"
#include "tool/report/ReadReport.h"

using namespace kphys;
using nlohmann::json;
using Json = nlohmann::ordered_json;

namespace {

const json &rowsOf(const json &Report, const char *Key) {
  static const json None = json::array();
  auto Found = Report.find(Key);
  return Found == Report.end() ? None : *Found;
}

const json &objectOf(const json &Report, const char *Key) {
  static const json None = json::object();
  auto Found = Report.find(Key);
  return Found == Report.end() ? None : *Found;
}

/// How many of \p Rows have each text in \p Key.
std::map<std::string, unsigned> countBy(const json &Rows, const char *Key) {
  std::map<std::string, unsigned> Result;
  for (const json &Row : Rows)
    ++Result[textOf(Row, Key)];
  return Result;
}

/// The same by part of the tree.
std::map<std::string, std::map<std::string, unsigned>> countBySubsystem(const json &Rows,
                                                                        const char *Key) {
  std::map<std::string, std::map<std::string, unsigned>> Result;
  for (const json &Row : Rows)
    ++Result[subsystemOf(textOf(Row, "file"))][textOf(Row, Key)];
  return Result;
}

/// What a page of either schema begins with.
Json heading(const json &Document) {
  const json &Tree = Document["tree"], &Tool = objectOf(Document, "tool");
  Json Builds = Json::array();
  for (const json &Build : rowsOf(Tree, "builds"))
    Builds.push_back(textOf(Build, "arch") + " " + textOf(Build, "config"));
  return {{"schema", Document["schema"]},
          {"tool", {{"version", textOf(Tool, "version")}, {"llvm", textOf(Tool, "llvm")}}},
          {"tree",
           {{"path", textOf(Tree, "path")},
            {"version", textOf(Tree, "version")},
            {"arch", textOf(Tree, "arch")},
            {"config", textOf(Tree, "config")},
            {"builds", std::move(Builds)}}}};
}

// What makes sites of two reports the same one; without a rule there is no text of the call.
const RowKeys SiteKeys[] = {{"file", "api", "function", "before"}, {"file", "api", "function"}};
const RowKeys UseKeys[] = {{"file", "function", "carrier", "through", "use"},
                           {"file", "function", "carrier", "through"}};

/// What became of the rows \p Key of each document before the last: `old` are rows that are gone or
/// say something else in one of \p Watched, `now` which row each of them is (-1: none), and
/// `added` those that no older row is.
Json changes(llvm::ArrayRef<NamedDocument> Documents, const char *Key, llvm::ArrayRef<RowKeys> Ways,
             llvm::ArrayRef<const char *> Watched, llvm::ArrayRef<const char *> Texts,
             TextNumbers &Strings) {
  const json &New = Documents.back().Contents[Key];
  Json Result = Json::array();
  for (const NamedDocument &Each : Documents.drop_back()) {
    const json &Old = Each.Contents[Key];
    std::vector<std::optional<size_t>> Matches = matchRows(Old, New, Ways);
    json Changed = json::array();
    Json Now = Json::array(), Added = Json::array();
    std::vector<bool> WasThere(New.size());
    for (size_t I = 0; I < Old.size(); ++I) {
      if (Matches[I])
        WasThere[*Matches[I]] = true;
      auto IsAsBefore = [&](const char *Member) {
        return textOf(Old[I], Member) == textOf(New[*Matches[I]], Member);
      };
      if (Matches[I] && llvm::all_of(Watched, IsAsBefore))
        continue;
      Changed.push_back(Old[I]);
      Now.push_back(Matches[I] ? Json(*Matches[I]) : Json(-1));
    }
    for (size_t I = 0; I < New.size(); ++I)
      if (!WasThere[I])
        Added.push_back(I);
    Json Rows = columnsOf(Changed, Texts, {"line"}, Strings);
    Rows["subsystem"] = subsystemsOf(Changed, Strings);
    Result.push_back(
        {{"old", std::move(Rows)}, {"now", std::move(Now)}, {"added", std::move(Added)}});
  }
  return Result;
}

/// A point of the trend.
Json reportPoint(const NamedDocument &Of) {
  const json &Report = Of.Contents;
  return {{"name", Of.Name},
          {"version", textOf(Report["tree"], "version")},
          {"status", countBy(Report["sites"], "status")},
          {"subsystems", countBySubsystem(Report["sites"], "status")},
          {"kinds", countBy(rowsOf(Report, "values"), "kind")},
          {"conflicts", countBy(rowsOf(Report, "conflicts"), "severity")},
          {"units", countBy(Report["units"], "status")}};
}

/// Units that were not parsed, whole.
json unparsedUnits(const json &Units) {
  json Result = json::array();
  for (const json &Unit : Units)
    if (Unit["status"] != "parsed")
      Result.push_back(Unit);
  return Result;
}

Json siteColumns(const json &Sites, TextNumbers &Strings) {
  Json Result = columnsOf(
      Sites, {"file", "api", "function", "status", "rule", "reason", "detail", "kind", "proof"},
      {"line", "column"}, Strings);
  Result["subsystem"] = subsystemsOf(Sites, Strings);
  Json Builds = Json::array();
  for (const json &Site : Sites) {
    std::string Names;
    for (const json &Each : rowsOf(Site, "builds"))
      Names += (Names.empty() ? "" : "\n") + Each.get<std::string>();
    Builds.push_back(Strings.number(Names));
  }
  Result["builds"] = std::move(Builds);
  return Result;
}

Json reportOverview(llvm::ArrayRef<NamedDocument> Documents) {
  const json &Report = Documents.back().Contents;
  const json &Summary = objectOf(Report, "summary");
  TextNumbers Strings;
  Json Result = heading(Report);
  Result["kindsAsked"] = Summary.value("kinds_asked", false);
  Result["missingFeatures"] = rowsOf(Summary, "missing_features");
  if (Summary.contains("compared_functions"))
    Result["comparedFunctions"] = numberOf(Summary, "compared_functions");
  Result["sites"] = siteColumns(Report["sites"], Strings);
  Result["units"] =
      columnsOf(unparsedUnits(Report["units"]), {"file", "status", "why", "build"}, {}, Strings);
  Result["findings"] = rowsOf(Report, "findings").size();
  Result["blockers"] = columnsOf(rowsOf(Summary, "blockers"), {"text"}, {"values"}, Strings);
  Result["frontier"] = columnsOf(rowsOf(objectOf(Report, "annotation"), "frontier"), {"file"},
                                 {"conversions"}, Strings);
  Result["points"] = Json::array();
  for (const NamedDocument &Each : Documents)
    Result["points"].push_back(reportPoint(Each));
  Result["changes"] = changes(Documents, "sites", SiteKeys, {"status", "reason", "kind"},
                              {"file", "api", "function", "status", "reason", "kind"}, Strings);
  Result["strings"] = Strings.list();
  return Result;
}

/// What is shown of a site once it is unfolded.
Json siteTexts(const json &Sites, const TextOfFile &Read) {
  TextNumbers Strings;
  SourcePlaces Places;
  Json Place = Json::array();
  for (const json &Site : Sites) {
    std::string Api = textOf(Site, "api");
    bool HasText = !textOf(Site, "before").empty();
    Place.push_back(HasText ? Json(-1)
                            : Json(Places.number(textOf(Site, "file"), numberOf(Site, "line"),
                                                 Api.substr(Api.starts_with('.')))));
  }
  Json Result = columnsOf(Sites, {"before", "after", "otherwise", "relay"}, {"looked_at"}, Strings);
  Result["place"] = std::move(Place);
  Result["places"] = Places.columns(Read, Strings);
  Result["strings"] = Strings.list();
  return Result;
}

/// Values, conflicts and findings with the ways to them.
Json withSteps(const json &Report, const TextOfFile &Read) {
  TextNumbers Strings;
  SourcePlaces Places;
  const json &Values = rowsOf(Report, "values"), &Conflicts = rowsOf(Report, "conflicts"),
             &Findings = rowsOf(Report, "findings");
  Json Result;
  Result["values"] = columnsOf(
      Values, {"name", "decl", "file", "function", "type", "kind", "blocker"}, {"line"}, Strings);
  Result["values"]["subsystem"] = subsystemsOf(Values, Strings);
  Result["values"]["steps"] = stepsOf(Values, "because", Places, Strings);
  Result["conflicts"] = columnsOf(Conflicts, {"code", "severity", "file", "function", "text"},
                                  {"level", "line", "column"}, Strings);
  Result["conflicts"]["subsystem"] = subsystemsOf(Conflicts, Strings);
  Result["conflicts"]["steps"] = stepsOf(Conflicts, "path", Places, Strings);
  Result["findings"] = columnsOf(Findings, {"check", "file", "function", "text"},
                                 {"level", "line", "column"}, Strings);
  Result["findings"]["subsystem"] = subsystemsOf(Findings, Strings);
  Result["findings"]["steps"] = stepsOf(Findings, "notes", Places, Strings);
  Result["places"] = Places.columns(Read, Strings);
  Result["strings"] = Strings.list();
  return Result;
}

Json censusPoint(const NamedDocument &Of) {
  const json &Uses = Of.Contents["uses"];
  std::map<std::string, std::map<std::string, unsigned>> Carriers;
  for (const json &Use : Uses)
    ++Carriers[textOf(Use, "carrier")][textOf(Use, "use")];
  return {{"name", Of.Name},
          {"version", textOf(Of.Contents["tree"], "version")},
          {"carriers", Carriers},
          {"subsystems", countBySubsystem(Uses, "use")}};
}

Json censusOverview(llvm::ArrayRef<NamedDocument> Documents) {
  const json &Census = Documents.back().Contents;
  TextNumbers Strings;
  Json Result = heading(Census);
  Result["uses"] = columnsOf(Census["uses"], {"file", "function", "carrier", "use", "through"},
                             {"line", "column"}, Strings);
  Result["uses"]["subsystem"] = subsystemsOf(Census["uses"], Strings);
  Result["points"] = Json::array();
  for (const NamedDocument &Each : Documents)
    Result["points"].push_back(censusPoint(Each));
  Result["changes"] = changes(Documents, "uses", UseKeys, {"use"},
                              {"file", "function", "carrier", "use", "through"}, Strings);
  Result["strings"] = Strings.list();
  return Result;
}

/// The lines that uses stand in.
Json useTexts(const json &Uses, const TextOfFile &Read) {
  TextNumbers Strings;
  SourcePlaces Places;
  Json Place = Json::array();
  for (const json &Use : Uses)
    Place.push_back(Places.number(textOf(Use, "file"), numberOf(Use, "line")));
  return {{"place", std::move(Place)},
          {"places", Places.columns(Read, Strings)},
          {"strings", Strings.list()}};
}

} // namespace

std::vector<HtmlPart> kphys::htmlData(llvm::ArrayRef<NamedDocument> Documents,
                                      const TextOfFile &Read) {
  const json &Last = Documents.back().Contents;
  if (isCensus(Last))
    return {{"overview", censusOverview(Documents)}, {"texts", useTexts(Last["uses"], Read)}};
  return {{"overview", reportOverview(Documents)},
          {"texts", siteTexts(Last["sites"], Read)},
          {"steps", withSteps(Last, Read)}};
}
