// kphys report: shows a report that scan or fix wrote.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/RegularFile.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/OutputFiles.h"
#include "tool/database/KernelTree.h"
#include "tool/report/ReadReport.h"
#include "tool/report/TextReport.h"
#include "tool/support/Output.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
namespace cl = llvm::cl;

namespace {

cl::SubCommand &report() { return reportCommand().Sub; }

cl::opt<std::string> File(cl::Positional, cl::desc("FILE.json"), cl::Required, cl::sub(report()),
                          cl::cat(optionCategory()));
cl::opt<bool> Text("text", cl::desc("Tables for a terminal or a mail (the default)"),
                   cl::sub(report()), cl::cat(optionCategory()));

cl::opt<std::string> Sarif("sarif", cl::desc("Write its findings to OUT as SARIF 2.1.0"),
                           cl::value_desc("OUT"), cl::sub(report()), cl::cat(optionCategory()));

/// Reads files of the tree that a report is of. Both names are the report's: nothing is read but
/// what lies in a kernel tree.
TextOfFile textsOf(const nlohmann::json &Report) {
  llvm::Expected<KernelTree> Tree = KernelTree::at(Report["tree"].value("path", ""));
  if (!Tree) {
    llvm::consumeError(Tree.takeError());
    return [](const std::string &) { return std::string(); };
  }
  return [Root = Tree->Root](const std::string &File) {
    auto Text = readRegularFileIn(Root, File);
    return Text ? (*Text)->getBuffer().str() : std::string();
  };
}

int run() {
  if (llvm::Error E = checkOutputs({{"--sarif", Sarif}}, {{"the report", File}}))
    return reportError(std::move(E));
  llvm::Expected<nlohmann::json> Report = readReport(File);
  if (!Report)
    return reportError(Report.takeError());
  if (!Sarif.empty()) {
    if (llvm::Error E = writeSarif(Sarif, findingsOfReport(*Report), textsOf(*Report)))
      return reportError(std::move(E));
    return ExitDone;
  }
  listReport(*Report);
  return ExitDone;
}

} // namespace

Command kphys::reportCommand() {
  static cl::SubCommand Sub("report", "Show a report of scan or fix");
  return {Sub, run};
}
