// What the commands that analyse a database have in common: options, messages, the report.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_ANALYSISCOMMAND_H
#define KPHYS_TOOL_COMMANDS_ANALYSISCOMMAND_H

#include "tool/analysis/Analysis.h"
#include "tool/report/JsonReport.h"

namespace kphys {

/// Runs the analysis that the command line asks for.
llvm::Expected<Analysis> analyzeFromCommandLine();

/// True if --report names standard output.
bool reportsToStandardOutput();

/// Says on standard error which units failed and what was found, writes the report where --report
/// asks for one, and returns the exit status.
int finishAnalysis(const Analysis &Result, EditUse Use);

} // namespace kphys

#endif
