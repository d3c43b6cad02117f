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

/// The same bytes for the same result: no times, no absolute paths but the tree's, fixed order.
/// \p Values: a solved index, or nullptr.
std::string jsonReport(const Analysis &Result, EditUse Use, const SolvedIndex *Values = nullptr);

} // namespace kphys

#endif
