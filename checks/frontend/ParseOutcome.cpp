// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/ParseOutcome.h"

// Found through argument-dependent lookup: each type's pair stands in its namespace.
namespace kphys {

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

} // namespace kphys
