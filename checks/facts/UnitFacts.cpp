// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/UnitFacts.h"

// Found through argument-dependent lookup: each type's pair stands in its namespace.
namespace kphys {

KPHYS_JSON_MEMBERS(Candidate, Rule, Refusal, Edits, Before, After, Detail, Intended, Group,
                   BindsRule, LooksFurther, IsTentative, Otherwise, Comparable, Half)
KPHYS_JSON_MEMBERS(SiteFact, File, Offset, Is, Function, Candidates)

void to_json(nlohmann::json &Json, const UnitDiagnostic &Value) {
  Json = {Value.File,   Value.Line, Value.Column, Value.IsError, Value.UndeclaredFunction,
          Value.Message};
}

bool readJson(const nlohmann::json &Json, UnitDiagnostic &Value) {
  return readJsonElements(Json, Value.File, Value.Line, Value.Column, Value.IsError,
                          Value.UndeclaredFunction, Value.Message);
}

void to_json(nlohmann::json &Json, const ParseOutcome &Value) {
  Json = {Value.Diagnostics, Value.DroppedFlags, Value.Files, Value.UsedPch};
}

bool readJson(const nlohmann::json &Json, ParseOutcome &Value) {
  return readJsonElements(Json, Value.Diagnostics, Value.DroppedFlags, Value.Files, Value.UsedPch);
}

void to_json(nlohmann::json &Json, const UnitFacts &Value) {
  Json = {{"sites", Value.Sites},
          {"texts", Value.Texts},
          {"skipped", Value.SkippedBodies},
          {"parse", Value.Parse}};
}

bool readJson(const nlohmann::json &Json, UnitFacts &Value) {
  return readJsonMember(Json, "sites", Value.Sites) && readJsonMember(Json, "texts", Value.Texts) &&
         readJsonMember(Json, "skipped", Value.SkippedBodies) &&
         readJsonMember(Json, "parse", Value.Parse);
}

} // namespace kphys
