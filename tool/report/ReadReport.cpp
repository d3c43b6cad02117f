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
  enum class Type { Text, Severity, Number, Rows };

  const char *Name;
  Type Is;
  bool IsNeeded = false;
  llvm::ArrayRef<Member> Of = {}; ///< of each row
};

constexpr Member::Type Text = Member::Type::Text, Severity = Member::Type::Severity,
                       Number = Member::Type::Number, Rows = Member::Type::Rows;

// As docs/report.schema.json has it, but for what nobody reads.
constexpr Member Edit[] = {{"offset", Number}, {"length", Number}, {"text", Text}};
constexpr Member Step[] = {{"file", Text}, {"line", Number}, {"column", Number}, {"text", Text}};
constexpr Member Tree[] = {
    {"version", Text, true}, {"arch", Text, true}, {"config", Text, true}, {"path", Text}};
constexpr Member Site[] = {
    {"file", Text, true}, {"status", Text, true}, {"reason", Text, true},
    {"api", Text},        {"rule", Text},         {"function", Text},
    {"detail", Text},     {"before", Text},       {"after", Text},
    {"line", Number},     {"column", Number},     {"edits", Rows, false, Edit}};
constexpr Member Unit[] = {{"file", Text, true}, {"status", Text, true}, {"why", Text, true}};
constexpr Member Conflict[] = {
    {"file", Text}, {"line", Number},       {"column", Number},         {"function", Text},
    {"text", Text}, {"severity", Severity}, {"path", Rows, false, Step}};
constexpr Member Finding[] = {{"file", Text},
                              {"line", Number},
                              {"column", Number},
                              {"function", Text},
                              {"check", Text},
                              {"text", Text},
                              {"level", Number},
                              {"notes", Rows, false, Step},
                              {"fix", Rows, false, Edit}};
constexpr Member Report[] = {{"sites", Rows, true, Site},
                             {"units", Rows, true, Unit},
                             {"conflicts", Rows, false, Conflict},
                             {"findings", Rows, false, Finding}};

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

} // namespace

llvm::Expected<json> kphys::readReport(const std::string &Path) {
  auto Buffer = readRegularFileOrInput(Path);
  if (!Buffer)
    return llvm::createStringError("cannot read " + Path + ": " + Buffer.getError().message());
  if (isNestedTooDeep((*Buffer)->getBuffer()))
    return llvm::createStringError(Path + " is nested too deep");
  std::optional<json> Read = parseJson((*Buffer)->getBuffer());
  if (!Read)
    return llvm::createStringError(Path + " is not valid JSON");
  std::string Schema;
  if (!readJsonMember(*Read, "schema", Schema) || Schema != "kphys-report/1")
    return llvm::createStringError(Path + " is not a kphys report (schema kphys-report/1)");
  Error Problem = checkMembers(*Read, Report, "");
  if (!Problem)
    Problem = Read->contains("tree") ? checkMembers((*Read)["tree"], Tree, "tree")
                                     : llvm::createStringError("tree is missing");
  if (Problem)
    return llvm::createStringError(Path +
                                   " is not a kphys report: " + llvm::toString(std::move(Problem)));
  return std::move(*Read);
}
