// The report of a run as JSON (docs/report.schema.json).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_JSONREPORT_H
#define KPHYS_TOOL_REPORT_JSONREPORT_H

#include "tool/report/ReportModel.h"

namespace kphys {

/// The same bytes for the same result: no times, no absolute paths but the tree's, fixed order.
std::string jsonReport(const ReportModel &Model);

} // namespace kphys

#endif
