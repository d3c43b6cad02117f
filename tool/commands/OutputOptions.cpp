// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/OutputOptions.h"

#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/apply/AtomicFile.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/RememberedRun.h"
#include "tool/support/Output.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TimeProfiler.h"

using namespace kphys;
namespace cl = llvm::cl;

namespace {

cl::opt<std::string> ReportFile("report", cl::desc("Write the JSON report to FILE (- for stdout)"),
                                cl::value_desc("FILE"), cl::sub(scanCommand().Sub),
                                cl::sub(fixCommand().Sub), cl::sub(seriesCommand().Sub),
                                cl::sub(solveCommand().Sub), cl::sub(auditCommand().Sub),
                                cl::sub(censusCommand().Sub), cl::sub(annotateCommand().Sub),
                                cl::cat(optionCategory()));
cl::opt<std::string>
    SarifFile("sarif", cl::desc("Write what was found to FILE as SARIF 2.1.0 (- for stdout)"),
              cl::value_desc("FILE"), cl::sub(scanCommand().Sub), cl::sub(solveCommand().Sub),
              cl::sub(auditCommand().Sub), cl::sub(checkCommand().Sub), cl::cat(optionCategory()));
cl::opt<std::string>
    TimeTrace("time-trace",
              cl::desc("Write to FILE which part of the run took how long (Chrome's trace format)"),
              cl::value_desc("FILE"), cl::sub(scanCommand().Sub), cl::sub(fixCommand().Sub),
              cl::sub(seriesCommand().Sub), cl::sub(indexCommand().Sub),
              cl::sub(auditCommand().Sub), cl::sub(censusCommand().Sub),
              cl::sub(annotateCommand().Sub), cl::cat(optionCategory()));

/// What the command reads and writes.
std::vector<NamedFile> Inputs, Outputs;
/// True once nothing speaks against that.
bool MayWriteOutputs = false;

} // namespace

llvm::Error kphys::checkOutputOptions(const std::vector<NamedFile> &Others,
                                      std::vector<NamedFile> Read) {
  Inputs = std::move(Read);
  Outputs = Others;
  Outputs.push_back({"--report", ReportFile});
  Outputs.push_back({"--sarif", SarifFile});
  Outputs.push_back({"--time-trace", TimeTrace});
  llvm::Expected<ProjectFile> Named = namedProject();
  if (!Named)
    return Named.takeError();
  if (!Named->Path.empty())
    Inputs.push_back({"the project file", Named->Path});
  for (const std::string &Build : Named->Builds) {
    Inputs.push_back({"the compile database", Build + "/compile_commands.json"});
    Inputs.push_back({"what is known of the build", Build + "/kphys-build.json"});
    Inputs.push_back({"the index", Build + "/kphys.index", /*IsKept=*/true});
    Inputs.push_back({"the cache", Build + "/kphys.cache", /*IsKept=*/true});
  }
  for (const std::string &File : Named->Catalogs)
    Inputs.push_back({"--catalog", File});
  return checkOutputs(Outputs, Inputs);
}

llvm::Error kphys::checkOutputOptionsInTree(const std::string &TreeRoot) {
  llvm::Error Problem = checkOutputsInTree(Outputs, TreeRoot);
  MayWriteOutputs = !Problem && !Outputs.empty();
  return Problem;
}

std::set<std::string> kphys::outputPaths() {
  std::set<std::string> Result;
  for (const NamedFile &Each : Outputs) {
    if (Each.Path.empty() || isStandardOutput(Each.Path))
      continue;
    llvm::SmallString<256> Target(outputTarget(Each.Path)), Directory;
    llvm::sys::fs::make_absolute(Target);
    if (!llvm::sys::fs::real_path(llvm::sys::path::parent_path(Target), Directory))
      Result.insert((Directory + "/" + llvm::sys::path::filename(Target)).str());
  }
  return Result;
}

const std::vector<NamedFile> &kphys::inputs() { return Inputs; }

const std::vector<NamedFile> &kphys::outputs() { return Outputs; }

int kphys::runTraced(const Command &Chosen) {
  if (TimeTrace.empty())
    return Chosen.Run();
  llvm::timeTraceProfilerInitialize(/*TimeTraceGranularity=*/500, "kphys");
  int Status = Chosen.Run();
  llvm::SmallString<0> Text;
  llvm::raw_svector_ostream Out(Text);
  llvm::timeTraceProfilerWrite(Out);
  llvm::timeTraceProfilerCleanup();
  if (!MayWriteOutputs)
    return Status;
  if (llvm::Error E = writeOutput(TimeTrace, Text))
    return reportError(std::move(E));
  return Status;
}

bool kphys::wantsReport() { return !ReportFile.empty() || !SarifFile.empty(); }

llvm::Error kphys::writeReportFile(const std::string &Text) {
  return ReportFile.empty() ? llvm::Error::success() : deliver(ReportFile, Text);
}

llvm::Error kphys::writeReports(const ReportModel &Model) {
  if (!wantsReport())
    return llvm::Error::success();
  std::string Report = jsonReport(Model);
  if (llvm::Error E = writeReportFile(Report))
    return E;
  if (SarifFile.empty())
    return llvm::Error::success();
  return writeSarif(findingsOfReport(nlohmann::json::parse(Report)),
                    textsBelow(Model.Of.Tree.Root));
}

TextOfFile kphys::textsBelow(const std::string &TreeRoot) {
  return [TreeRoot](const std::string &File) {
    auto Text = readRegularFile(absolutePath(File, TreeRoot));
    return Text ? (*Text)->getBuffer().str() : std::string();
  };
}

llvm::Error kphys::writeSarif(std::vector<Finding> Findings, const TextOfFile &Read) {
  return SarifFile.empty() ? llvm::Error::success()
                           : writeSarif(SarifFile, std::move(Findings), Read);
}

llvm::Error kphys::writeSarif(const std::string &Path, std::vector<Finding> Findings,
                              const TextOfFile &Read) {
  llvm::Expected<Catalog> Names = Catalog::embedded(Catalog::AllLevels);
  if (!Names)
    return Names.takeError();
  SarifLog Log = sarifLog(std::move(Findings), checkTable(*Names), Read);
  for (const std::string &Cut : Log.Cuts)
    messages() << "kphys: warning: " << Path << ": " << Cut << "\n";
  return deliver(Path, Log.Text);
}
