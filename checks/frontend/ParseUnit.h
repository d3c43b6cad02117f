// Parses one unit of a compile database in this process.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_PARSEUNIT_H
#define KPHYS_CHECKS_FRONTEND_PARSEUNIT_H

#include "checks/frontend/CompileCommand.h"
#include "clang/Frontend/FrontendAction.h"
#include <functional>
#include <map>
#include <memory>
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

/// What a parse had to say.
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

/// File contents that stand in for those on disk, by absolute path.
struct FileOverlay : std::map<std::string, std::string> {
  std::set<std::string> Hidden; ///< files that are on disk, and as if they were not
};

/// Creates the action to run; called again where a flag had to be dropped first.
using ActionFactory = std::function<std::unique_ptr<clang::FrontendAction>()>;

/// Runs an action over the unit, in the directory of its entry. A missing source is a diagnostic
/// too. \p Extra are arguments to add. The process must be one of its own: the directory changes,
/// and a crash of Clang is not caught.
ParseOutcome parseUnit(const CompileCommand &Command, const FileOverlay &Overlay,
                       const ActionFactory &CreateAction,
                       const std::vector<std::string> &Extra = {});

} // namespace kphys

#endif
