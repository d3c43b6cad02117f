// kphys: the command line.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/RememberedRun.h"
#include "tool/store/Sqlite.h"
#include "tool/support/Output.h"
#include "tool/support/ScratchDirectory.h"
#include "tool/support/Signals.h"

#include "llvm/Config/llvm-config.h"

using namespace kphys;
namespace cl = llvm::cl;

namespace {

constexpr const char *Overview =
    "migrates Linux kernel code from struct page to phys_addr_t\n\n"
    "Exit status: 0 done; 1 findings, where asked to fail on them; 2 bad usage or input;\n"
    "3 some unit could not be parsed (the rest is still reported).\n";

void printVersion(llvm::raw_ostream &Out) {
  Out << "kphys " KPHYS_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
}

void sayWaiting(const std::string &Path) {
  forgetRun();
  messages() << "kphys: waiting for " << Path << ", which another process has locked\n";
}

void sayLost(const std::string &What) {
  forgetRun();
  messages() << "kphys: warning: " << What << "\n";
}

} // namespace

cl::OptionCategory &kphys::optionCategory() {
  static cl::OptionCategory Category("Options of kphys");
  return Category;
}

int main(int Argc, char **Argv) {
  prepareOutput(ExitBadInput);
  handleSignals();
  noteCommandLine({Argv, static_cast<size_t>(Argc)});
  const Command Commands[] = {compdbCommand(),   scanCommand(),  fixCommand(),    seriesCommand(),
                              indexCommand(),    mergeCommand(), solveCommand(),  explainCommand(),
                              annotateCommand(), auditCommand(), censusCommand(), checkCommand(),
                              reportCommand()};
  cl::SetVersionPrinter(printVersion);
  cl::HideUnrelatedOptions(optionCategory());
  for (const Command &Each : Commands)
    cl::HideUnrelatedOptions(optionCategory(), Each.Sub);
  if (!cl::ParseCommandLineOptions(Argc, Argv, Overview, &llvm::errs()))
    return ExitBadInput;
  lockPatience().Waiting = sayWaiting;
  lockPatience().GaveUp = sayLost;
  removeAbandonedDirectories();
  for (const Command &Each : Commands)
    if (Each.Sub)
      return runTraced(Each);
  messages() << "kphys: error: a command is needed: compdb, scan, fix, series, index, merge, "
                "solve, explain, "
                "annotate, audit, census, check or report ('kphys --help' tells more)\n";
  return ExitBadInput;
}
