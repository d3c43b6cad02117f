// What the commands that analyse a database have in common: options and messages.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_ANALYSISCOMMAND_H
#define KPHYS_TOOL_COMMANDS_ANALYSISCOMMAND_H

#include "tool/commands/Commands.h"
#include "tool/commands/OutputOptions.h"
#include "tool/decide/Analysis.h"
#include "tool/program/ProjectFile.h"
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

/// What -p, --tree and --catalog name, with the project file's part in it.
llvm::Expected<ProjectFile> namedProject();

/// What the command line says: the project, the workers, -v.
llvm::Expected<ProjectOptions> projectOptions();
WorkerOptions workerOptions(const char *What);

bool isVerbose();

/// True if what runs find out is kept for later ones.
bool usesCache();

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
