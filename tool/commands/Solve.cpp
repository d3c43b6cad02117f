// kphys solve: which kind is every address of an index?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/InPlace.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/IndexOption.h"
#include "tool/report/JsonReport.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
using llvm::Expected;
namespace cl = llvm::cl;

namespace {

int run() {
  Expected<Project> Of = Project::open(projectOptions());
  if (!Of)
    return reportError(Of.takeError());
  Expected<KindCatalog> Kinds = KindCatalog::embedded();
  if (!Kinds)
    return reportError(Kinds.takeError());
  Expected<std::unique_ptr<SolvedIndex>> Index = openIndex(*Of, *Kinds);
  if (!Index)
    return reportError(Index.takeError());
  std::map<std::string, unsigned> Counts;
  for (unsigned Slot : (*Index)->addressValues())
    ++Counts[(*Index)->verdict(Slot).Kind];
  llvm::errs() << "kphys: " << (*Index)->slots().size() << " slots, " << (*Index)->flowCount()
               << " flows;";
  for (const auto &[Kind, Count] : Counts)
    llvm::errs() << " " << Count << " " << Kind;
  llvm::errs() << "\n";
  if (!reportFile().empty()) {
    Analysis Result;
    Result.Of = std::move(*Of);
    if (llvm::Error E =
            writeAtomically(reportFile(), jsonReport(Result, EditUse::Suggested, Index->get())))
      return reportError(std::move(E));
  }
  return ExitDone;
}

} // namespace

Command kphys::solveCommand() {
  static cl::SubCommand Sub("solve", "Infer the kind of every address of an index");
  return {Sub, run};
}
