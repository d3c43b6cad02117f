// The summary of a report as tables for a terminal or a mail.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_TEXTREPORT_H
#define KPHYS_TOOL_REPORT_TEXTREPORT_H

#include "nlohmann/json.hpp"
#include "llvm/Support/Error.h"
#include <string>

namespace kphys {

/// Reads a report written by jsonReport(). An error names the file.
llvm::Expected<nlohmann::json> readReport(const std::string &Path);

/// One row per subsystem, then the reasons with their counts, then what units failed.
std::string textReport(const nlohmann::json &Report);

} // namespace kphys

#endif
