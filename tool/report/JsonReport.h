// The report of a run as JSON (docs/report.schema.json).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_JSONREPORT_H
#define KPHYS_TOOL_REPORT_JSONREPORT_H

#include "tool/analysis/Analysis.h"
#include "tool/analysis/Values.h"
#include <string>

namespace kphys {

/// What the command did with the edits that the analysis found.
enum class EditUse {
  Suggested, ///< scan: a site with a good rewrite is left for a person
  Applied,   ///< fix: it is rewritten in what fix writes
};

/// What inference found, where it was run.
struct KindsReport {
  const SolvedIndex *Values = nullptr;
  std::vector<Finding> Conflicts;
};

/// The same bytes for the same result: no times, no absolute paths but the tree's, fixed order.
std::string jsonReport(const Analysis &Result, EditUse Use, const KindsReport &Kinds,
                       const std::vector<Finding> &Findings = {});

} // namespace kphys

#endif
