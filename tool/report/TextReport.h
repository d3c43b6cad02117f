// The summary of a report as tables for a terminal or a mail.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_TEXTREPORT_H
#define KPHYS_TOOL_REPORT_TEXTREPORT_H

#include "nlohmann/json.hpp"
#include <string>

namespace kphys {

/// One row per subsystem, then the reasons with their counts, then what units failed.
std::string textReport(const nlohmann::json &Report);

} // namespace kphys

#endif
