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

int report(const KindsProject &Work, const ProgramKinds &Kinds) {
  std::map<std::string, unsigned> Counts;
  for (const ProgramKinds::Value *Each : Kinds.values())
    ++Counts[Each->is().Kind];
  messages() << "kphys: " << Kinds.slotCount() << " slots, " << Kinds.flowCount() << " flows;";
  for (const auto &[Kind, Count] : Counts)
    messages() << " " << Count << " " << Kind;
  messages() << "\n";
  ReportModel Report(Work.Of);
  Report.Kinds = &Kinds;
  Report.Findings = Kinds.conflicts();
  llvm::erase_if(Report.Findings,
                 [&](const Finding &Each) { return !Work.Of.Filter.contains(Each.File); });
  completePlaces(Report.Findings, textsBelow(Work.Of.Tree.Root));
  for (const Finding &Each : Report.Findings)
    listing() << spellFinding(Each, Each.IsA == Severity::Note ? "remark" : name(Each.IsA));
  if (llvm::Error E = writeReports(Report))
    return reportError(std::move(E));
  return ExitDone;
}

int run() {
  ProgramKinds Kinds(Level);
  return withSolvedIndexes(
      [&](const KindsProject &, const Build &, const SolvedIndex &Index) { Kinds.add(Index); },
      [&](const KindsProject &Work) { return report(Work, Kinds); });
}

} // namespace

Command kphys::solveCommand() {
  static cl::SubCommand Sub("solve", "Infer the kind of every address of an index");
  return {Sub, run};
}
