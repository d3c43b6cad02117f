// Parses one unit of a compile database in this process.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_PARSEUNIT_H
#define KPHYS_CHECKS_FRONTEND_PARSEUNIT_H

#include "checks/frontend/CompileCommand.h"
#include "checks/frontend/ParseOutcome.h"
#include "clang/Frontend/FrontendAction.h"
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace kphys {

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
