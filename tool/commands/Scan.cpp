// kphys scan: finds and classifies, changes nothing.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/RememberedRun.h"
#include "tool/commands/SuggestBuilds.h"
#include "tool/support/Output.h"
#include "tool/unit/FindingText.h"

using namespace kphys;

namespace {

/// One line a site, in the form of a compiler's diagnostics.
void printSites(const Analysis &Result) {
  for (const Site &Each : Result.Sites) {
    if (Each.Status == SiteStatus::Unseen)
      continue;
    listing() << spellPlace(Each.File, Each.Where.Line, Each.Where.Column)
              << " remark: " << Result.Names.apis()[Each.Where.Name].displayName() << ": ";
    if (Each.Status == SiteStatus::Rewritten)
      listing() << Each.chosen().After << " [kphys-" << Each.Plan.Rule << "]\n";
    else
      listing() << code(Each.Reason) << "\n";
  }
}

int scan() {
  llvm::Expected<std::unique_ptr<Session>> In = openSession();
  if (!In)
    return reportError(In.takeError());
  llvm::Expected<Analysis> Result = analyzeFromCommandLine(**In);
  if (!Result)
    return reportError(Result.takeError());
  printSites(*Result);
  int Status = finishAnalysis(**In, *Result, EditUse::Suggested);
  ExitStatus OfSuggestions = suggestBuilds(*Result);
  return Status != ExitDone ? Status : OfSuggestions;
}

int run() {
  if (llvm::Error E = checkOutputOptions())
    return reportError(std::move(E));
  return runRemembered(scan);
}

} // namespace

Command kphys::scanCommand() {
  static llvm::cl::SubCommand Sub("scan", "Find and classify every use; change nothing");
  return {Sub, run};
}
