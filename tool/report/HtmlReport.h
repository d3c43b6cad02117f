// Reports, or censuses, as one HTML file that needs nothing else (docs/html.md).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_HTMLREPORT_H
#define KPHYS_TOOL_REPORT_HTMLREPORT_H

#include "checks/Finding.h"
#include "nlohmann/json.hpp"
#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace kphys {

/// What readReport() or readReportOrCensus() has read, and what the page calls it.
struct NamedDocument {
  std::string Name;
  nlohmann::json Contents;
};

/// The page of \p Documents, all of one schema, oldest first: it shows the last one, and how it
/// came to be out of the others. \p Read is asked for the files that steps lead through. The same
/// bytes for the same input.
std::string htmlReport(llvm::ArrayRef<NamedDocument> Documents, const TextOfFile &Read);

} // namespace kphys

#endif
