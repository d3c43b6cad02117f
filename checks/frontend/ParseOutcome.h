// What Clang had to say of a unit, in a form that can be compared, sent and kept.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_PARSEOUTCOME_H
#define KPHYS_CHECKS_FRONTEND_PARSEOUTCOME_H

#include "checks/sources/JsonText.h"
#include "llvm/ADT/STLExtras.h"
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// A diagnostic of Clang, reduced to what can be compared between two parses.
struct UnitDiagnostic {
  std::string File; ///< absolute
  unsigned Line = 0;
  unsigned Column = 0;
  bool IsError = false;
  /// The undeclared function, where that is what is wrong. A tree whose own header does not have
  /// the new API yet still parses: such a call is the only kind of error that is no failure.
  std::string UndeclaredFunction;
  std::string Message;
};

void to_json(nlohmann::json &Json, const UnitDiagnostic &Value);
bool readJson(const nlohmann::json &Json, UnitDiagnostic &Value);

struct ParseOutcome {
  std::vector<UnitDiagnostic> Diagnostics; ///< in order
  std::set<std::string> DroppedFlags;      ///< flags of the command that this Clang does not take
  /// What the outcome depends on: every file that was read, and directories of which all sources
  /// were; absolute, sorted; where recorded.
  std::vector<std::string> Files;
  bool UsedPch = false; ///< it started from a precompiled header

  bool hasError() const {
    return llvm::any_of(Diagnostics, [](const UnitDiagnostic &Each) { return Each.IsError; });
  }
};

void to_json(nlohmann::json &Json, const ParseOutcome &Value);
bool readJson(const nlohmann::json &Json, ParseOutcome &Value);

} // namespace kphys

#endif
