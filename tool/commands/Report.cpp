// kphys report: shows a report that scan or fix wrote.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/RegularFile.h"
#include "rewriters/apply/AtomicFile.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/OutputFiles.h"
#include "tool/database/KernelTree.h"
#include "tool/report/HtmlReport.h"
#include "tool/report/ReadReport.h"
#include "tool/report/TextReport.h"
#include "tool/support/Output.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
namespace cl = llvm::cl;

namespace {

cl::SubCommand &report() { return reportCommand().Sub; }

cl::list<std::string> Files(cl::Positional, cl::desc("FILE.json..."), cl::OneOrMore,
                            cl::sub(report()), cl::cat(optionCategory()));
cl::opt<bool> Text("text", cl::desc("Tables for a terminal or a mail (the default)"),
                   cl::sub(report()), cl::cat(optionCategory()));

cl::opt<std::string> Sarif("sarif", cl::desc("Write its findings to OUT as SARIF 2.1.0"),
                           cl::value_desc("OUT"), cl::sub(report()), cl::cat(optionCategory()));

cl::opt<std::string> Html(
    "html",
    cl::desc("Write it to OUT as a page for a browser; of several reports the last one, with the "
             "trend"),
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

/// What a page calls the file at \p Path; of several, which one it is.
std::string nameOnPage(llvm::StringRef Path, size_t Number) {
  std::string Name = Path == "-" ? "standard input" : llvm::sys::path::filename(Path).str();
  return Files.size() == 1 ? Name : std::to_string(Number) + ". " + Name;
}

llvm::Error writeHtml() {
  std::vector<NamedDocument> Documents;
  for (const std::string &File : Files) {
    llvm::Expected<nlohmann::json> Read = readReportOrCensus(File);
    if (!Read)
      return Read.takeError();
    Documents.push_back({nameOnPage(File, Documents.size() + 1), std::move(*Read)});
    if (isCensus(Documents.back().Contents) != isCensus(Documents.front().Contents))
      return llvm::createStringError(Files.front() + " and " + File +
                                     " do not go together: one is a report, one a census");
  }
  return writeOutput(Html, htmlReport(Documents, textsOf(Documents.back().Contents)));
}

/// Writes SARIF, or tables.
llvm::Error writeOneReport() {
  if (Files.size() > 1)
    return llvm::createStringError("only --html takes several reports, for their trend");
  llvm::Expected<nlohmann::json> Report = readReport(Files.front());
  if (!Report)
    return Report.takeError();
  if (!Sarif.empty())
    return writeSarif(Sarif, findingsOfReport(*Report), textsOf(*Report));
  listReport(*Report);
  return llvm::Error::success();
}

llvm::Error writeAll() {
  if (!Sarif.empty() && !Html.empty())
    return llvm::createStringError("only one of --sarif and --html can be used");
  std::vector<NamedFile> Inputs;
  for (const std::string &File : Files)
    Inputs.push_back({"the report", File});
  if (llvm::Error E = checkOutputs({{"--sarif", Sarif}, {"--html", Html}}, Inputs))
    return E;
  return Html.empty() ? writeOneReport() : writeHtml();
}

int run() {
  if (llvm::Error E = writeAll())
    return reportError(std::move(E));
  return ExitDone;
}

} // namespace

Command kphys::reportCommand() {
  static cl::SubCommand Sub("report", "Show a report of scan or fix");
  return {Sub, run};
}
