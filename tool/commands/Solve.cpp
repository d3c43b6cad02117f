// kphys solve: which kind is every address of an index?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/IndexOption.h"
#include "tool/report/JsonReport.h"
#include "tool/support/Output.h"
#include "tool/unit/FindingText.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
namespace cl = llvm::cl;

namespace {

cl::opt<unsigned> Level("level",
                        cl::desc("Show conflicts up to level N: 0 (the default), those that a "
                                 "maintainer would call bugs; 2, all"),
                        cl::value_desc("N"), cl::init(0), cl::sub(solveCommand().Sub),
                        cl::cat(optionCategory()));

int solve(KindsProject &Work, const SolvedIndex &Index) {
  std::map<std::string, unsigned> Counts;
  for (unsigned Slot : Index.addressValues())
    ++Counts[Index.verdict(Slot).Kind];
  messages() << "kphys: " << Index.slots().size() << " slots, " << Index.flowCount() << " flows;";
  for (const auto &[Kind, Count] : Counts)
    messages() << " " << Count << " " << Kind;
  messages() << "\n";
  ReportModel Report(Work.Of);
  Report.Values = &Index;
  Report.Findings = Index.conflicts(Level);
  llvm::erase_if(Report.Findings,
                 [&](const Finding &Each) { return !Work.Of.Filter.contains(Each.File); });
  completePlaces(Report.Findings, textsBelow(Work.Of.Tree.Root));
  for (const Finding &Each : Report.Findings)
    listing() << spellFinding(Each, Each.IsA == Severity::Note ? "remark" : name(Each.IsA));
  if (llvm::Error E = writeReports(Report))
    return reportError(std::move(E));
  return ExitDone;
}

int run() { return withSolvedIndex(solve); }

} // namespace

Command kphys::solveCommand() {
  static cl::SubCommand Sub("solve", "Infer the kind of every address of an index");
  return {Sub, run};
}
