// kphys census: what is each `struct page *` in bio_vec, scatterlist and the like used for?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/AtomicFile.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/RememberedRun.h"
#include "tool/report/CensusReport.h"
#include "tool/support/Output.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
namespace cl = llvm::cl;

namespace {

cl::opt<std::string> Since("since",
                           cl::desc("Print what fell and what rose since OLD.json, a census that "
                                    "--report wrote"),
                           cl::value_desc("OLD.json"), cl::sub(censusCommand().Sub),
                           cl::cat(optionCategory()));

void printUnseen(const Census &Taken) {
  messages() << "kphys: " << Taken.unseen() << " mentions that no build has seen\n";
  if (isVerbose())
    for (const auto &[File, Count] : Taken.Unseen)
      messages() << "kphys: " << File << ": " << Count << " not seen\n";
}

Expected<ExitStatus> census() {
  std::optional<EarlierCensus> Then;
  if (!Since.empty()) {
    Expected<EarlierCensus> Read = readCensus(Since);
    if (!Read)
      return Read.takeError();
    Then = std::move(*Read);
  }
  Expected<std::unique_ptr<Session>> Opened = openSession();
  if (!Opened)
    return Opened.takeError();
  Session &In = **Opened;
  Expected<Census> Taken = takeCensus(In);
  if (!Taken)
    return Taken.takeError();
  In.keepCaches();
  noteRead(In);
  printFailures(Taken->Units);
  size_t Parsed = llvm::count_if(
      Taken->Units, [](const UnitRecord &Unit) { return Unit.Is == UnitRecord::Status::Parsed; });
  if (Parsed == 0)
    return llvm::createStringError("nothing was counted: of " +
                                   std::to_string(Taken->Units.size()) +
                                   " units none that mentions a name of the census was parsed");
  const CensusNames &Names = In.Known.Counted;
  listing() << censusTables(*Taken, Names);
  if (Then)
    listing() << "\n" << censusTrend(*Then, countsOf(*Taken, Names));
  messages() << "kphys: " << Parsed << " units parsed, " << Taken->Uses.size() << " uses\n";
  printUnseen(*Taken);
  if (isVerbose())
    messages() << "kphys: " << In.Parses.Made << " parses, " << In.Parses.FromPch
               << " from a precompiled header; " << In.Parses.Known << " known from earlier runs\n";
  if (Error E = writeReportFile(censusJson(*Taken, Names, In.Program)))
    return std::move(E);
  return statusOf(Taken->Units);
}

int run() {
  if (Error E = checkOutputOptions({}, {{"--since", Since}}))
    return reportError(std::move(E));
  return runRemembered([] {
    Expected<ExitStatus> Status = census();
    return Status ? *Status : reportError(Status.takeError());
  });
}

} // namespace

Command kphys::censusCommand() {
  static cl::SubCommand Sub("census", "Count what each struct page is used for");
  return {Sub, run};
}
