// The summary of a report as tables for a terminal or a mail.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_TEXTREPORT_H
#define KPHYS_TOOL_REPORT_TEXTREPORT_H

#include "nlohmann/json.hpp"

namespace kphys {

/// Lists one row per subsystem, then the reasons with their counts, what units failed, and what to
/// do next. On a terminal, names have as much room as its width leaves, and words for a status have
/// a colour.
void listReport(const nlohmann::json &Report);

} // namespace kphys

#endif
