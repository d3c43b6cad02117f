// --report, --sarif and --time-trace: what commands write besides what each has of its own.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_OUTPUTOPTIONS_H
#define KPHYS_TOOL_COMMANDS_OUTPUTOPTIONS_H

#include "tool/commands/Commands.h"
#include "tool/commands/OutputFiles.h"
#include "tool/report/JsonReport.h"
#include "tool/report/Sarif.h"
#include <set>

namespace kphys {

/// True where --report or --sarif was given.
bool wantsReport();

/// Fails where --report, --sarif or one of \p Others cannot be written, see checkOutputs(), or is
/// one of the files \p Read or of those that are read anyway. To be called before anything is done.
llvm::Error checkOutputOptions(const std::vector<NamedFile> &Others = {},
                               std::vector<NamedFile> Read = {});

/// The same of the files of the tree, once it is known where that is.
llvm::Error checkOutputOptionsInTree(const std::string &TreeRoot);

/// The files that the command line names and that are written, as it does.
const std::vector<NamedFile> &outputs();

/// The paths of them, without links, whether or not they are there.
std::set<std::string> outputPaths();

/// The files that it names and that are read, or kept up to date.
const std::vector<NamedFile> &inputs();

/// Writes \p Text, a report, where --report asks for one.
llvm::Error writeReportFile(const std::string &Text);

/// Writes \p Model where --report and --sarif, as SARIF, ask for it.
llvm::Error writeReports(const ReportModel &Model);

/// Writes \p Findings where --sarif asks for it, or to \p Path.
llvm::Error writeSarif(std::vector<Finding> Findings, const TextOfFile &Read);
llvm::Error writeSarif(const std::string &Path, std::vector<Finding> Findings,
                       const TextOfFile &Read);

/// Reads files of the tree at \p TreeRoot.
TextOfFile textsBelow(const std::string &TreeRoot);

/// Runs \p Chosen, and notes which part of it took how long where --time-trace asks for that.
int runTraced(const Command &Chosen);

} // namespace kphys

#endif
