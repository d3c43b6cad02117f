// The subcommands of `kphys`: one file each.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_COMMANDS_H
#define KPHYS_TOOL_COMMANDS_COMMANDS_H

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"

namespace kphys {

/// Exit statuses, as documented in docs/cli.md.
enum ExitStatus {
  ExitDone = 0,
  ExitFindings = 1,
  ExitBadInput = 2,
  ExitUnitFailed = 3,
};

/// One subcommand: its options are static objects of its file, registered with Sub.
struct Command {
  llvm::cl::SubCommand &Sub;
  int (*Run)();
};

/// The category of every option of kphys; LLVM's own are hidden.
llvm::cl::OptionCategory &optionCategory();

Command annotateCommand();
Command auditCommand();
Command censusCommand();
Command checkCommand();
Command compdbCommand();
Command explainCommand();
Command fixCommand();
Command indexCommand();
Command mergeCommand();
Command reportCommand();
Command scanCommand();
Command seriesCommand();
Command solveCommand();

/// Prints \p Problem as `kphys: error: …` and returns ExitBadInput.
int reportError(llvm::Error Problem);

} // namespace kphys

#endif
