// Parses one unit for its findings.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_UNIT_CHECKUNIT_H
#define KPHYS_TOOL_UNIT_CHECKUNIT_H

#include "checks/frontend/ParseUnit.h"
#include "tool/unit/UnitChecks.h"

namespace kphys {

/// What one parse came to; can be sent from a worker.
struct UnitResult {
  std::string TreeRoot; ///< empty: the unit is of no kernel tree
  std::string Source;   ///< as findings name it
  std::vector<Finding> Findings;
  std::vector<SeenName> Names;
  std::string LinkUnit;
  UnitFlows Flows;
  std::string Problem; ///< why some findings are missing: the tree or the index; or empty
  std::vector<UnitDiagnostic> Errors; ///< with any, there are no findings
};

KPHYS_JSON_MEMBERS(UnitResult, TreeRoot, Source, Findings, Names, LinkUnit, Flows, Problem, Errors)

/// Parses the unit of \p Command with \p Overlay in place of what is on disk, in the tree at \p
/// TreeRoot or, if that is empty, the one that it lies in. The process must be one of its own, as
/// for parseUnit().
UnitResult checkUnit(const CompileCommand &Command, const FileOverlay &Overlay,
                     const std::string &TreeRoot, const UnitOptions &Options,
                     UnitChecks::Wanted Which);

} // namespace kphys

#endif
