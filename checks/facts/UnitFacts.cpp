// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/UnitFacts.h"

// Found by nlohmann/json through argument-dependent lookup: each type's pair stands in its
// namespace.
namespace kphys {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Candidate, Rule, Refusal, Edits, Before, After, Detail, Intended,
                                   Group, BindsRule, LooksFurther, IsTentative, Otherwise,
                                   Comparable, Half)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SiteFact, File, Offset, Is, Function, Candidates)

void to_json(nlohmann::json &Json, const UnitDiagnostic &Value) {
  Json = {Value.File,   Value.Line, Value.Column, Value.IsError, Value.UndeclaredFunction,
          Value.Message};
}

void from_json(const nlohmann::json &Json, UnitDiagnostic &Value) {
  Value = {Json[0], Json[1], Json[2], Json[3], Json[4], Json[5]};
}

void to_json(nlohmann::json &Json, const ParseOutcome &Value) {
  Json = {Value.Diagnostics, Value.DroppedFlags, Value.Files, Value.UsedPch};
}

void from_json(const nlohmann::json &Json, ParseOutcome &Value) {
  Value.Diagnostics = Json[0].get<std::vector<UnitDiagnostic>>();
  Value.DroppedFlags = Json[1].get<std::set<std::string>>();
  Value.Files = Json[2].get<std::vector<std::string>>();
  Value.UsedPch = Json[3];
}

void to_json(nlohmann::json &Json, const UnitFacts &Value) {
  Json = {{"sites", Value.Sites},
          {"texts", Value.Texts},
          {"skipped", Value.SkippedBodies},
          {"parse", Value.Parse}};
}

void from_json(const nlohmann::json &Json, UnitFacts &Value) {
  Value.Sites = Json["sites"].get<std::vector<SiteFact>>();
  Value.Texts = Json["texts"].get<TextHashes>();
  Value.SkippedBodies = Json["skipped"].get<std::set<std::string>>();
  Value.Parse = Json["parse"].get<ParseOutcome>();
}

} // namespace kphys
