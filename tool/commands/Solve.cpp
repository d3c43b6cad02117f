// kphys solve: which kind is every address of an index?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/Escapes.h"
#include "tool/Output.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/IndexOption.h"
#include "tool/report/JsonReport.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
namespace cl = llvm::cl;

namespace {

cl::opt<unsigned> Level("level",
                        cl::desc("Show conflicts up to level N: 0 (the default), those that a "
                                 "maintainer would call bugs; 2, all"),
                        cl::value_desc("N"), cl::init(0), cl::sub(solveCommand().Sub),
                        cl::cat(optionCategory()));

/// Each conflict in the form of a compiler's diagnostics, with its path.
void printConflicts(const std::vector<Conflict> &Conflicts, const PathFilter &Filter) {
  for (const Conflict &Each : Conflicts) {
    if (!Filter.contains(Each.File))
      continue;
    listing() << printableName(Each.File) << ":" << Each.Line << ": "
              << (Each.Severity == "note" ? "remark" : Each.Severity) << ": " << Each.Text
              << " [kphys-" << Each.Code << "]\n";
    for (const WitnessStep &Step : Each.Path)
      listing() << printableName(Step.File) << ":" << Step.Line << ": note: " << Step.Text << "\n";
  }
}

int solve(KindsProject &Work, const SolvedIndex &Index) {
  std::map<std::string, unsigned> Counts;
  for (unsigned Slot : Index.addressValues())
    ++Counts[Index.verdict(Slot).Kind];
  messages() << "kphys: " << Index.slots().size() << " slots, " << Index.flowCount() << " flows;";
  for (const auto &[Kind, Count] : Counts)
    messages() << " " << Count << " " << Kind;
  messages() << "\n";
  KindsReport Kinds = {&Index, Index.conflicts(Level)};
  printConflicts(Kinds.Conflicts, Work.Of.Filter);
  if (wantsReport()) {
    Catalog NoNames;
    Analysis Result(NoNames, Work.Of);
    if (llvm::Error E =
            writeReports(jsonReport(Result, EditUse::Suggested, Kinds), Result.Of.Tree.Root))
      return reportError(std::move(E));
  }
  return ExitDone;
}

int run() { return withSolvedIndex(solve); }

} // namespace

Command kphys::solveCommand() {
  static cl::SubCommand Sub("solve", "Infer the kind of every address of an index");
  return {Sub, run};
}
