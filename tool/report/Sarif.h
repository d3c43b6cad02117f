// Findings as SARIF 2.1.0, for GitHub's code scanning and every viewer of that format.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_SARIF_H
#define KPHYS_TOOL_REPORT_SARIF_H

#include "tool/unit/FindingText.h"
#include "tool/unit/UnitTools.h"

namespace kphys {

struct SarifLog {
  std::string Text;
  std::vector<std::string> Cuts; ///< what is left out to stay within GitHub's limits, in words
};

/// Writes \p Findings, of checks of \p Table, as one run. Names of files are relative to the tree,
/// which is SRCROOT there; \p Read is asked for their text, without which a finding has no fix. The
/// same bytes on every machine.
SarifLog sarifLog(std::vector<Finding> Findings, const std::vector<CheckRow> &Table,
                  const TextOfFile &Read);

/// The findings of a report that readReport() read (docs/report.schema.json): sites that can be or
/// were to be rewritten, conflicts, and what the audit found.
std::vector<Finding> findingsOfReport(const nlohmann::json &Report);

} // namespace kphys

#endif
