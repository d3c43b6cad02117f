// What the commands that analyse a database have in common: options, messages, the report.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_ANALYSISCOMMAND_H
#define KPHYS_TOOL_COMMANDS_ANALYSISCOMMAND_H

#include "tool/commands/Commands.h"
#include "tool/commands/OutputFiles.h"
#include "tool/decide/Analysis.h"
#include "tool/program/ProjectFile.h"
#include "tool/report/JsonReport.h"
#include "tool/report/Sarif.h"
#include "tool/workers/WorkerPool.h"

namespace kphys {

/// What becomes of a tree in which an earlier --in-place was interrupted.
enum class HalfEdited { IsRefused, IsFinished };

/// Opens the project that the command line names, and what else a session has. Fails where an
/// output would replace a file of the tree. What lies outside the tree is looked at, too, if \p
/// TakesOutside.
llvm::Expected<std::unique_ptr<Session>> openSession(HalfEdited Tree = HalfEdited::IsRefused,
                                                     bool TakesOutside = false);

/// Runs the analysis that the command line asks for.
llvm::Expected<Analysis> analyzeFromCommandLine(Session &In);

/// Runs \p Chosen, and notes which part of it took how long where --time-trace asks for that.
int runTraced(const Command &Chosen);

/// What -p, --tree and --catalog name, with the project file's part in it.
llvm::Expected<ProjectFile> namedProject();

/// What the command line says: the project, the workers, -v.
llvm::Expected<ProjectOptions> projectOptions();
WorkerOptions workerOptions(const char *What);

/// True where --report or --sarif was given.
bool wantsReport();

/// Fails where --report, --sarif or one of \p Others cannot be written, see checkOutputs(), or is
/// one of \p Inputs or of the files that are read anyway. To be called before anything is done.
llvm::Error checkOutputOptions(const std::vector<NamedFile> &Others = {},
                               std::vector<NamedFile> Inputs = {});

/// The same of the files of the tree, once it is known where that is.
llvm::Error checkOutputOptionsInTree(const std::string &TreeRoot);

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
bool isVerbose();

/// What the command line says of which rewrites are made, for who is to make them again: options
/// and paths, each behind a blank.
std::string repeatedOptions();

/// The catalog with the entries of --catalog and the names up to --level.
llvm::Expected<Catalog> namedCatalog();

/// True if the code of the result is to be compared: --verify=codegen.
bool provesCode();

/// Says on standard error which units failed, and what else stayed unanswered.
void printFailures(const std::vector<UnitRecord> &Units,
                   const std::vector<std::string> &Unanswered = {});

/// The exit status of a run by what it could not look at: ExitDone, or ExitUnitFailed where a unit
/// failed or anything stayed unanswered, or ExitBadInput with --strict.
ExitStatus statusOf(const std::vector<UnitRecord> &Units,
                    const std::vector<std::string> &Unanswered = {});

/// True if nothing is to be written unless all could be looked at.
bool isStrict();

/// Says on standard error which units failed and what was found, writes the report where --report
/// asks for one, with kinds as --inference says, and returns the exit status.
int finishAnalysis(Session &In, Analysis &Result, EditUse Use);

} // namespace kphys

#endif
