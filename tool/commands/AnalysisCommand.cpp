// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/AnalysisCommand.h"

#include "checks/frontend/ParseOptions.h"
#include "checks/sources/Escapes.h"
#include "rewriters/apply/InPlace.h"
#include "tool/commands/Commands.h"
#include "tool/commands/RememberedRun.h"
#include "tool/commands/WholeProgram.h"
#include "tool/store/Sqlite.h"
#include "tool/support/Output.h"
#include "tool/support/Progress.h"
#include "tool/unit/FindingText.h"
#include "tool/workers/Sandbox.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/TimeProfiler.h"
#include <sys/resource.h>
#include <thread>

using namespace kphys;
namespace cl = llvm::cl;

namespace {

cl::SubCommand &annotating() { return annotateCommand().Sub; }
cl::SubCommand &audit() { return auditCommand().Sub; }
cl::SubCommand &counting() { return censusCommand().Sub; }
cl::SubCommand &scan() { return scanCommand().Sub; }
cl::SubCommand &fix() { return fixCommand().Sub; }
cl::SubCommand &index() { return indexCommand().Sub; }
cl::SubCommand &solve() { return solveCommand().Sub; }
cl::SubCommand &check() { return checkCommand().Sub; }
cl::SubCommand &explain() { return explainCommand().Sub; }
cl::SubCommand &series() { return seriesCommand().Sub; }

cl::list<std::string>
    Builds("p",
           cl::desc("The directory of compile_commands.json (default: .); several are answered "
                    "together. Or a project file, see docs/builds.md"),
           cl::value_desc("BUILD"), cl::sub(scan()), cl::sub(fix()), cl::sub(series()),
           cl::sub(index()), cl::sub(solve()), cl::sub(explain()), cl::sub(audit()),
           cl::sub(counting()), cl::sub(check()), cl::sub(annotating()), cl::cat(optionCategory()));
cl::list<std::string> Paths(cl::Positional, cl::desc("[PATH...]"), cl::sub(scan()), cl::sub(fix()),
                            cl::sub(series()), cl::sub(index()), cl::sub(audit()),
                            cl::sub(counting()), cl::sub(annotating()), cl::cat(optionCategory()));
cl::opt<std::string> Tree("tree", cl::desc("The kernel tree, where the database does not tell"),
                          cl::value_desc("DIR"), cl::sub(scan()), cl::sub(fix()), cl::sub(series()),
                          cl::sub(index()), cl::sub(solve()), cl::sub(explain()), cl::sub(audit()),
                          cl::sub(counting()), cl::sub(check()), cl::sub(annotating()),
                          cl::cat(optionCategory()));
cl::list<std::string> Catalogs("catalog", cl::desc("Add the API entries of FILE to the catalog"),
                               cl::value_desc("FILE"), cl::sub(scan()), cl::sub(fix()),
                               cl::sub(series()), cl::cat(optionCategory()));
cl::opt<unsigned> RuleLevel("level",
                            cl::desc("Use the rules up to level N: 0 (the default), those that do "
                                     "what the old call did; 1, those that drop a check of it"),
                            cl::value_desc("N"), cl::init(0), cl::sub(scan()), cl::sub(fix()),
                            cl::sub(series()), cl::cat(optionCategory()));
cl::opt<Depth> HowDeep(
    "depth", cl::desc("How far up a change goes, through what hands a page and its offset on:"),
    cl::init(Depth::File),
    cl::values(clEnumValN(Depth::Call, "call", "the call alone"),
               clEnumValN(Depth::File, "file", "and functions that the file alone knows (default)"),
               clEnumValN(Depth::Program, "program",
                          "and functions, and members that point to them, of the whole program")),
    cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::cat(optionCategory()));
cl::opt<Preference>
    Prefer("prefer",
           cl::desc("How to map memory of the kernel (default: as the directory's maintainers "
                    "want it):"),
           cl::init(Preference::ByDirectory),
           cl::values(clEnumValN(Preference::Physical, "phys", "by its physical address"),
                      clEnumValN(Preference::Virtual, "single",
                                 "by its kernel address: dma_map_single()")),
           cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::cat(optionCategory()));
cl::opt<unsigned> Jobs("j", cl::desc("Worker processes (default: one a processor)"),
                       cl::value_desc("N"), cl::init(0), cl::Prefix, cl::sub(scan()),
                       cl::sub(fix()), cl::sub(series()), cl::sub(index()), cl::sub(audit()),
                       cl::sub(counting()), cl::sub(check()), cl::sub(annotating()),
                       cl::cat(optionCategory()));
cl::opt<unsigned> Timeout("timeout",
                          cl::desc("Give a unit up after SECONDS (default: 300; 0: never)"),
                          cl::value_desc("SECONDS"), cl::init(300), cl::sub(scan()), cl::sub(fix()),
                          cl::sub(series()), cl::sub(index()), cl::sub(audit()),
                          cl::sub(counting()), cl::sub(check()), cl::sub(annotating()),
                          cl::cat(optionCategory()));
cl::opt<unsigned, /*ExternalStorage=*/true> LockTimeout(
    "lock-timeout",
    cl::desc("Give up after SECONDS where another process keeps the index or the cache locked "
             "(default: 600; 0: never)"),
    cl::value_desc("SECONDS"), cl::location(lockPatience().Seconds), cl::sub(scan()),
    cl::sub(fix()), cl::sub(series()), cl::sub(index()), cl::sub(mergeCommand().Sub),
    cl::sub(solve()), cl::sub(explain()), cl::sub(audit()), cl::sub(counting()), cl::sub(check()),
    cl::sub(annotating()), cl::cat(optionCategory()));
cl::opt<bool>
    Verbose("v",
            cl::desc("Say more: what was dropped from compile commands, the memory used, what "
                     "was parsed how"),
            cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::sub(index()), cl::sub(audit()),
            cl::sub(counting()), cl::sub(annotating()), cl::cat(optionCategory()));

enum class Check { Parse, Codegen };
cl::opt<Check>
    Verify("verify", cl::desc("How to check the result:"), cl::init(Check::Parse),
           cl::values(clEnumValN(Check::Parse, "parse", "no new diagnostic (default)"),
                      clEnumValN(Check::Codegen, "codegen", "and the same code as before")),
           cl::sub(fix()), cl::sub(series()), cl::sub(annotating()), cl::cat(optionCategory()));
cl::opt<bool>
    Approximate("approximate",
                cl::desc("Rewrite also what was only seen where Clang has no such architecture and "
                         "parsed it as one like it"),
                cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::cat(optionCategory()));
cl::opt<bool> NoPch("no-pch", cl::desc("Parse every unit without a precompiled header"),
                    cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::sub(index()),
                    cl::sub(audit()), cl::sub(counting()), cl::sub(annotating()),
                    cl::cat(optionCategory()));
cl::opt<bool> NoCache("no-cache",
                      cl::desc("Neither use nor keep what runs found out: BUILD/kphys.cache"),
                      cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::sub(index()),
                      cl::sub(audit()), cl::sub(counting()), cl::sub(annotating()),
                      cl::cat(optionCategory()));

enum class Inference { Off, Index, Whole };
cl::opt<Inference> Infer(
    "inference", cl::desc("Where the report's kinds come from:"), cl::init(Inference::Whole),
    cl::values(clEnumValN(Inference::Whole, "whole",
                          "the whole program: BUILD/kphys.index, brought up to date (default)"),
               clEnumValN(Inference::Index, "index", "BUILD/kphys.index as it is, if it is there"),
               clEnumValN(Inference::Off, "off", "nowhere: every kind is unknown")),
    cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::cat(optionCategory()));

cl::opt<bool> Strict("strict",
                     cl::desc("Exit with status 2 where anything could not be looked at, and let "
                              "fix write nothing then"),
                     cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::sub(index()),
                     cl::sub(audit()), cl::sub(counting()), cl::sub(check()), cl::sub(annotating()),
                     cl::cat(optionCategory()));

// What tests of one guard switch off: the other ones must hold alone.
cl::opt<bool> NoSandbox("debug-no-sandbox", cl::desc("Let workers do all that this process may"),
                        cl::ReallyHidden, cl::callback([](const bool &Is) {
                          if (Is)
                            disableSandbox();
                        }),
                        cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::sub(index()),
                        cl::sub(audit()), cl::sub(counting()), cl::sub(annotating()),
                        cl::sub(check()));
cl::opt<bool> AllOptions("debug-all-options", cl::desc("Give Clang every option that it knows"),
                         cl::ReallyHidden, cl::callback([](const bool &Is) {
                           if (Is)
                             giveAllOptions();
                         }),
                         cl::sub(scan()), cl::sub(fix()), cl::sub(series()), cl::sub(index()),
                         cl::sub(audit()), cl::sub(counting()), cl::sub(annotating()),
                         cl::sub(check()));

/// More workers than any machine has use for.
constexpr unsigned MostJobs = 1024;
/// Units outside the tree that are named one by one.
constexpr size_t MostOutside = 10;

} // namespace

void kphys::printFailures(const std::vector<UnitRecord> &Units,
                          const std::vector<std::string> &Unanswered) {
  for (const std::string &Each : Unanswered)
    messages() << "kphys: warning: " << Each << "\n";
  size_t Outside = 0;
  for (const UnitRecord &Unit : Units) {
    Outside += Unit.Is == UnitRecord::Status::Outside;
    const char *What = Unit.Is == UnitRecord::Status::Failed     ? "could not be parsed"
                       : Unit.Is == UnitRecord::Status::Crashed  ? "crashed the parser"
                       : Unit.Is == UnitRecord::Status::TimedOut ? "was given up"
                       : Unit.Is == UnitRecord::Status::Outside && Outside <= MostOutside
                           ? "was not looked at"
                           : nullptr;
    if (What)
      messages() << "kphys: warning: " << printableName(Unit.File)
                 << (Unit.Build.empty() ? "" : " (" + Unit.Build + ")") << " " << What << ": "
                 << printableName(Unit.Why) << "\n";
  }
  if (Outside > MostOutside)
    messages() << "kphys: warning: " << Outside - MostOutside
               << " more units outside the tree were not looked at\n";
}

namespace {

void printSummary(const Analysis &Result, EditUse Use) {
  unsigned Counts[4] = {};
  for (const Site &Each : Result.Sites)
    ++Counts[static_cast<unsigned>(Each.Status)];
  auto Count = [&](SiteStatus Status) { return Counts[static_cast<unsigned>(Status)]; };
  messages() << "kphys: " << Result.Sites.size() << " sites: " << Count(SiteStatus::Rewritten)
             << (Use == EditUse::Applied ? " rewritten, " : " can be rewritten, ")
             << Count(SiteStatus::Refused) << " refused, " << Count(SiteStatus::Manual)
             << " left for a person, " << Count(SiteStatus::Unseen) << " unseen\n";
}

/// Says how the rewrites were checked, and how they could be.
void printChecks(const Analysis &Result) {
  size_t Rewritten = 0, Comparable = 0;
  for (const Site &Each : Result.Sites) {
    Rewritten += Each.isRewritten();
    Comparable += Each.isRewritten() && Each.Plan.Code == CodeDemand::Same;
  }
  if (Rewritten == 0)
    return;
  if (!Result.ProvedCode)
    messages() << "kphys: all were parsed again; --verify=codegen compares the code, too, of "
               << Comparable << " of " << Rewritten << "\n";
  if (!Result.Mentions.empty())
    messages() << "kphys: " << Result.Mentions.size()
               << " comments to be read: kphys-stale-mention in the report\n";
}

/// Says how much was compared: what is compared with nothing is proof of nothing.
void printProof(const Analysis &Result) {
  if (!Result.ProvedCode || Result.Code.Functions.empty())
    return;
  size_t Functions = Result.Code.functions();
  if (Functions == 0)
    messages() << "kphys: warning: no function was compared: nothing is proven\n";
  else
    messages() << "kphys: " << Functions << " functions of " << Result.Code.Functions.size()
               << " units compared\n";
}

unsigned workerCount() {
  return Jobs != 0 ? std::min(Jobs.getValue(), MostJobs)
                   : std::max(1U, std::thread::hardware_concurrency());
}

/// What -v adds.
void printDetails(const Analysis &Result, const ParseCounts &Parses) {
  if (!Result.DroppedFlags.empty())
    messages() << "kphys: dropped from compile commands: " << llvm::join(Result.DroppedFlags, " ")
               << "\n";
  messages() << "kphys: " << Parses.Made << " parses, " << Parses.FromPch
             << " from a precompiled header; " << Parses.Known << " known from earlier runs, "
             << Parses.KnownFromRound << " from earlier rounds\n";
  if (Result.ProvedCode)
    messages() << "kphys: " << Result.Code.Compiled << " units compiled twice; "
               << Result.Code.Known << " known from earlier runs, " << Result.Code.KnownFromRound
               << " from earlier rounds\n";
  if (!Result.CacheProblem.empty())
    messages() << "kphys: nothing is remembered for the next run: " << Result.CacheProblem << "\n";
  rusage Own = {}, Children = {};
  getrusage(RUSAGE_SELF, &Own);
  getrusage(RUSAGE_CHILDREN, &Children);
  messages() << "kphys: peak memory: " << Own.ru_maxrss / 1024 << " MiB, largest worker "
             << Children.ru_maxrss / 1024 << " MiB\n";
}

} // namespace

llvm::Expected<ProjectFile> kphys::namedProject() {
  ProjectFile Result;
  if (Builds.size() == 1 && llvm::sys::fs::is_regular_file(Builds.front())) {
    llvm::Expected<ProjectFile> Read = ProjectFile::read(Builds.front());
    if (!Read)
      return Read.takeError();
    Result = std::move(*Read);
  } else {
    Result.Builds.assign(Builds.begin(), Builds.end());
  }
  if (Result.Builds.empty())
    Result.Builds.push_back(".");
  if (!Tree.empty())
    Result.Tree = Tree;
  Result.Catalogs.insert(Result.Catalogs.end(), Catalogs.begin(), Catalogs.end());
  return Result;
}

llvm::Expected<std::unique_ptr<Session>> kphys::openSession(HalfEdited Tree, bool TakesOutside) {
  llvm::Expected<ProjectOptions> Named = projectOptions();
  if (!Named)
    return Named.takeError();
  Named->TakesOutside = TakesOutside;
  llvm::Expected<Project> Of = Project::open(*Named);
  if (!Of)
    return Of.takeError();
  noteProject(*Of);
  if (Tree == HalfEdited::IsRefused) // it says nothing true
    if (llvm::Error E = checkNotHalfEdited(Of->Tree.Root))
      return std::move(E);
  if (llvm::Error E = checkOutputOptionsInTree(Of->Tree.Root))
    return std::move(E);
  if (Tree == HalfEdited::IsFinished)
    if (llvm::Error E = finishInPlace(Of->Tree.Root))
      return std::move(E);
  SessionOptions Options;
  llvm::Expected<ProjectFile> File = namedProject();
  if (!File)
    return File.takeError();
  Options.CatalogFiles = std::move(File->Catalogs);
  Options.Level = RuleLevel;
  Options.Goes = HowDeep;
  Options.Wants = Prefer;
  Options.Workers = workerCount();
  Options.TimeoutSeconds = Timeout;
  Options.UsePch = !NoPch;
  Options.UseCache = !NoCache;
  return Session::open(std::move(*Of), std::move(Options));
}

llvm::Expected<Analysis> kphys::analyzeFromCommandLine(Session &In) {
  return analyze(In, {.ProveCode = provesCode(),
                      .TakesApproximate = Approximate,
                      .UpdatesIndex = wantsReport() && Infer == Inference::Whole});
}

std::string kphys::repeatedOptions() {
  std::string Result;
  for (const std::string &File : Catalogs)
    Result += " --catalog " + File;
  if (RuleLevel != 0)
    Result += " --level " + std::to_string(RuleLevel);
  if (HowDeep != Depth::File)
    Result += HowDeep == Depth::Call ? " --depth call" : " --depth program";
  if (Prefer != Preference::ByDirectory)
    Result += Prefer == Preference::Physical ? " --prefer phys" : " --prefer single";
  if (provesCode())
    Result += " --verify codegen";
  if (Approximate)
    Result += " --approximate";
  for (const std::string &Path : Paths)
    Result += llvm::StringRef(Path).contains(' ') ? " '" + Path + "'" : " " + Path;
  return Result;
}

llvm::Expected<Catalog> kphys::namedCatalog() {
  llvm::Expected<Catalog> Result = Catalog::embedded(RuleLevel);
  if (Result)
    for (const std::string &File : Catalogs)
      if (llvm::Error E = Result->extend(File))
        return std::move(E);
  return Result;
}

bool kphys::isVerbose() { return Verbose; }

bool kphys::usesCache() { return !NoCache; }

bool kphys::provesCode() { return Verify == Check::Codegen; }

llvm::Expected<ProjectOptions> kphys::projectOptions() {
  llvm::Expected<ProjectFile> Named = namedProject();
  if (!Named)
    return Named.takeError();
  return ProjectOptions{Named->Builds, Named->Tree, {Paths.begin(), Paths.end()}, Named->Excludes};
}

WorkerOptions kphys::workerOptions(const char *What) {
  return {workerCount(), Timeout, What, progressBar(What)};
}

namespace {

/// What the whole program says, as the command line wants to have it; nothing where that is so.
llvm::Expected<std::optional<ProgramKinds>> kindsOf(Session &In, Analysis &Result) {
  if (Infer == Inference::Off)
    return std::nullopt;
  std::set<ArgumentPlace> Arguments = addressArguments(Result.Sites, Result.Names);
  return Infer == Inference::Whole ? solveWholeProgram(In, Result, Arguments)
                                   : solveExistingIndexes(In, Arguments);
}

llvm::Error writeReport(Session &In, Analysis &Result, EditUse Use) {
  llvm::TimeTraceScope Time("reporting");
  llvm::Expected<std::optional<ProgramKinds>> Kinds = kindsOf(In, Result);
  if (!Kinds)
    return Kinds.takeError();
  ReportModel Report(Result.Of);
  Report.Sites = Result.Sites;
  Report.Names = &Result.Names;
  Report.Edits = Use;
  Report.MissingFeatures = Result.MissingFeatures;
  if (Result.ProvedCode)
    Report.ComparedFunctions = Result.Code.functions();
  Report.Units = Result.Units;
  if (*Kinds) {
    Report.Kinds = &**Kinds;
    Report.Findings = Report.Kinds->conflicts();
  }
  if (Use == EditUse::Applied)
    Report.Findings.insert(Report.Findings.end(), Result.Mentions.begin(), Result.Mentions.end());
  completePlaces(Report.Findings, textsBelow(Result.Of.Tree.Root));
  return writeReports(Report);
}

} // namespace

int kphys::finishAnalysis(Session &In, Analysis &Result, EditUse Use) {
  if (Infer == Inference::Index)
    forgetRun(); // another process may bring the index up to date meanwhile
  llvm::Error Problem = wantsReport() ? writeReport(In, Result, Use) : llvm::Error::success();
  noteRead(In);
  printFailures(Result.Units, Result.Unanswered);
  printSummary(Result, Use);
  if (Use == EditUse::Applied)
    printChecks(Result);
  printProof(Result);
  if (Verbose)
    printDetails(Result, In.Parses);
  if (Problem)
    return reportError(std::move(Problem));
  return statusOf(Result.Units, Result.Unanswered);
}

ExitStatus kphys::statusOf(const std::vector<UnitRecord> &Units,
                           const std::vector<std::string> &Unanswered) {
  if (Unanswered.empty() &&
      llvm::none_of(Units, [](const UnitRecord &Unit) { return Unit.failed(); }))
    return ExitDone;
  return Strict ? ExitBadInput : ExitUnitFailed;
}

bool kphys::isStrict() { return Strict; }

int kphys::reportError(llvm::Error Problem) {
  messages() << "kphys: error: " << llvm::toString(std::move(Problem)) << "\n";
  return ExitBadInput;
}
