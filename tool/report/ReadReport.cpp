// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/ReadReport.h"

#include "checks/sources/JsonText.h"
#include "checks/sources/RegularFile.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <climits>

using namespace kphys;
using llvm::Error;
using nlohmann::json;

namespace {

/// What a member must be.
struct Member {
  enum class Type { Text, Texts, Severity, Number, Flag, Object, Rows };

  const char *Name;
  Type Is;
  bool IsNeeded = false;
  llvm::ArrayRef<Member> Of = {}; ///< of the object, or of each row
};

constexpr Member::Type Text = Member::Type::Text, Texts = Member::Type::Texts,
                       Severity = Member::Type::Severity, Number = Member::Type::Number,
                       Flag = Member::Type::Flag, Object = Member::Type::Object,
                       Rows = Member::Type::Rows;

// As docs/report.schema.json has it, but for what nobody reads.
constexpr Member Edit[] = {{"offset", Number}, {"length", Number}, {"text", Text}};
constexpr Member Step[] = {
    {"file", Text}, {"line", Number}, {"column", Number}, {"text", Text}, {"side", Text}};
constexpr Member Tool[] = {{"version", Text, true}, {"llvm", Text, true}};
constexpr Member Build[] = {{"name", Text}, {"arch", Text}, {"config", Text}};
constexpr Member Tree[] = {{"version", Text, true},
                           {"arch", Text, true},
                           {"config", Text, true},
                           {"path", Text},
                           {"builds", Rows, false, Build}};
constexpr Member Site[] = {
    {"file", Text, true},  {"status", Text, true}, {"reason", Text, true},
    {"api", Text},         {"rule", Text},         {"function", Text},
    {"detail", Text},      {"before", Text},       {"after", Text},
    {"otherwise", Text},   {"relay", Text},        {"kind", Text},
    {"proof", Text},       {"line", Number},       {"column", Number},
    {"looked_at", Number}, {"builds", Texts},      {"edits", Rows, false, Edit}};
constexpr Member Value[] = {{"name", Text},   {"decl", Text},     {"file", Text},
                            {"line", Number}, {"function", Text}, {"type", Text},
                            {"kind", Text},   {"blocker", Text},  {"because", Rows, false, Step}};
constexpr Member Unit[] = {
    {"file", Text, true}, {"status", Text, true}, {"why", Text, true}, {"build", Text}};
constexpr Member Conflict[] = {
    {"code", Text},         {"file", Text},     {"line", Number},
    {"column", Number},     {"function", Text}, {"text", Text},
    {"severity", Severity}, {"level", Number},  {"path", Rows, false, Step}};
constexpr Member Finding[] = {{"file", Text},
                              {"line", Number},
                              {"column", Number},
                              {"function", Text},
                              {"check", Text},
                              {"text", Text},
                              {"level", Number},
                              {"notes", Rows, false, Step},
                              {"fix", Rows, false, Edit}};
constexpr Member Blocker[] = {{"text", Text, true}, {"values", Number, true}};
constexpr Member Summary[] = {{"kinds_asked", Flag},
                              {"missing_features", Texts},
                              {"compared_functions", Number},
                              {"blockers", Rows, false, Blocker}};
constexpr Member Frontier[] = {{"file", Text, true}, {"conversions", Number, true}};
constexpr Member Annotation[] = {{"frontier", Rows, false, Frontier}};
constexpr Member Report[] = {
    {"tree", Object, true, Tree},       {"tool", Object, false, Tool},
    {"sites", Rows, true, Site},        {"values", Rows, false, Value},
    {"units", Rows, true, Unit},        {"conflicts", Rows, false, Conflict},
    {"findings", Rows, false, Finding}, {"annotation", Object, false, Annotation},
    {"summary", Object, false, Summary}};

constexpr Member Use[] = {{"file", Text, true}, {"line", Number},        {"column", Number},
                          {"function", Text},   {"carrier", Text, true}, {"use", Text, true},
                          {"through", Text}};
constexpr Member Census[] = {
    {"tree", Object, true, Tree}, {"tool", Object, false, Tool}, {"uses", Rows, true, Use}};

/// A form that a document may have.
struct Schema {
  const char *Name;
  const char *Is; ///< in words
  llvm::ArrayRef<Member> Members;
};
constexpr Schema ReportSchema = {"kphys-report/1", "report", Report};
constexpr Schema CensusSchema = {"kphys-census/1", "census", Census};

Error wrong(const std::string &Where, const char *What) {
  return llvm::createStringError(Where + " must be " + What);
}

Error checkMembers(const json &Object, llvm::ArrayRef<Member> Members, const std::string &Where);

Error checkRows(const json &List, const Member &Of, const std::string &Where) {
  if (!List.is_array())
    return wrong(Where, "an array");
  for (size_t I = 0; I < List.size(); ++I)
    if (Error E = checkMembers(List[I], Of.Of, Where + "[" + std::to_string(I) + "]"))
      return E;
  return Error::success();
}

Error checkMember(const json &Value, const Member &Of, const std::string &Where) {
  unsigned Number = 0;
  switch (Of.Is) {
  case Member::Type::Text:
    return Value.is_string() ? Error::success() : wrong(Where, "a string");
  case Member::Type::Texts:
    return Value.is_array() &&
                   llvm::all_of(Value, [](const json &Each) { return Each.is_string(); })
               ? Error::success()
               : wrong(Where, "an array of strings");
  case Member::Type::Flag:
    return Value.is_boolean() ? Error::success() : wrong(Where, "true or false");
  case Member::Type::Object:
    return checkMembers(Value, Of.Of, Where);
  case Member::Type::Severity:
    return Value == "error" || Value == "warning" || Value == "note"
               ? Error::success()
               : wrong(Where, "\"error\", \"warning\" or \"note\"");
  case Member::Type::Number:
    return readJson(Value, Number) && Number <= INT_MAX
               ? Error::success()
               : wrong(Where, "a whole number from 0 to 2147483647");
  case Member::Type::Rows:
    return checkRows(Value, Of, Where);
  }
  return Error::success();
}

Error checkMembers(const json &Object, llvm::ArrayRef<Member> Members, const std::string &Where) {
  if (!Object.is_object())
    return wrong(Where, "an object");
  for (const Member &Each : Members) {
    std::string Place = Where + (Where.empty() ? "" : ".") + Each.Name;
    auto Found = Object.find(Each.Name);
    if (Found == Object.end()) {
      if (Each.IsNeeded)
        return llvm::createStringError(Place + " is missing");
      continue;
    }
    if (Error E = checkMember(*Found, Each, Place))
      return E;
  }
  return Error::success();
}

/// The document at \p Path, which must be of one of \p Schemas.
llvm::Expected<json> readDocument(const std::string &Path, llvm::ArrayRef<Schema> Schemas) {
  auto Buffer = readRegularFileOrInput(Path);
  if (!Buffer)
    return llvm::createStringError("cannot read " + Path + ": " + Buffer.getError().message());
  if (isNestedTooDeep((*Buffer)->getBuffer()))
    return llvm::createStringError(Path + " is nested too deep");
  std::optional<json> Read = parseJson((*Buffer)->getBuffer());
  if (!Read)
    return llvm::createStringError(Path + " is not valid JSON");
  std::string Name, Accepted;
  bool HasName = readJsonMember(*Read, "schema", Name);
  for (const Schema &Each : Schemas) {
    if (HasName && Name == Each.Name) {
      if (Error Problem = checkMembers(*Read, Each.Members, ""))
        return llvm::createStringError(Path + " is not a kphys " + Each.Is + ": " +
                                       llvm::toString(std::move(Problem)));
      return std::move(*Read);
    }
    Accepted += (Accepted.empty() ? " is not a kphys " : ", nor a ") + std::string(Each.Is) +
                " (schema " + Each.Name + ")";
  }
  return llvm::createStringError(Path + Accepted);
}

} // namespace

llvm::Expected<json> kphys::readReport(const std::string &Path) {
  return readDocument(Path, ReportSchema);
}

llvm::Expected<json> kphys::readReportOrCensus(const std::string &Path) {
  return readDocument(Path, {ReportSchema, CensusSchema});
}

bool kphys::isCensus(const json &Document) { return Document["schema"] == CensusSchema.Name; }
