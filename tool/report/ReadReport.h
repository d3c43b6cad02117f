// Reads a report that scan or fix wrote, or somebody else.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_READREPORT_H
#define KPHYS_TOOL_REPORT_READREPORT_H

#include "nlohmann/json.hpp"
#include "llvm/Support/Error.h"
#include <string>

namespace kphys {

/// The report at \p Path, or on standard input for "-". What is read of it has the type it must
/// have; an error names the file and the place.
llvm::Expected<nlohmann::json> readReport(const std::string &Path);

/// The same, of a report or a census (docs/census.md).
llvm::Expected<nlohmann::json> readReportOrCensus(const std::string &Path);

/// Which of the two \p Document is.
bool isCensus(const nlohmann::json &Document);

} // namespace kphys

#endif
