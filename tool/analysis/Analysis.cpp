// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/Analysis.h"

#include "checks/facts/SiteCollector.h"
#include "rewriters/CallReplacement.h"
#include "rewriters/prepare/TargetProfile.h"
#include "tool/Progress.h"
#include "tool/analysis/PathFilter.h"
#include "tool/analysis/SiteMerge.h"
#include "tool/analysis/UnitPlan.h"
#include "tool/analysis/Verification.h"
#include "tool/database/BuildInfo.h"
#include "tool/database/CompileDatabase.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
namespace fs = llvm::sys::fs;

bool Analysis::anyUnitFailed() const {
  return llvm::any_of(Units, [](const UnitRecord &Unit) {
    return Unit.Is != UnitRecord::Status::Parsed && Unit.Is != UnitRecord::Status::Skipped;
  });
}

namespace {

class Analyzer {
public:
  explicit Analyzer(const AnalysisOptions &Options) : Options(Options) {}

  Expected<Analysis> run() {
    if (Error E = readInput())
      return std::move(E);
    parseUnits();
    if (Error E = decide())
      return std::move(E);
    return std::move(Result);
  }

private:
  Error readInput() {
    Expected<Catalog> Names = Catalog::embedded();
    if (!Names)
      return Names.takeError();
    Result.Names = std::move(*Names);
    for (const std::string &File : Options.CatalogFiles)
      if (Error E = Result.Names.extend(File))
        return E;

    llvm::SmallString<256> Build;
    if (std::error_code Code = fs::real_path(Options.BuildDirectory, Build))
      return llvm::createStringError(Options.BuildDirectory + ": " + Code.message());
    Expected<std::vector<CompileCommand>> Read = readCompileDatabase(Build.str().str());
    if (!Read)
      return Read.takeError();
    Commands = std::move(*Read);
    if (Error E = findTree(Build.str().str()))
      return E;
    nameSources(Build);

    Expected<PathFilter> Chosen = PathFilter::create(Result.Tree.Root, Options.Paths);
    if (!Chosen)
      return Chosen.takeError();
    Filter = std::move(*Chosen);

    Expected<TargetProfile> Probed = TargetProfile::probe(Result.Names, Result.Tree.Root);
    if (!Probed)
      return Probed.takeError();
    Profile = std::move(*Probed);
    Result.MissingFeatures = Profile.missing();
    Result.PreparationProblems = Profile.problems();
    Result.Preparation = Profile.preparation();

    Expected<TreeScan> Scanned =
        TreeScan::read(Result.Tree.Root, Build.str().str(), Result.Names, Options.Workers);
    if (!Scanned)
      return Scanned.takeError();
    Text = std::move(*Scanned);
    return Error::success();
  }

  Error findTree(const std::string &Build) {
    Expected<KernelTree> Tree = KernelTree::at(Options.TreeDirectory);
    if (Options.TreeDirectory.empty()) {
      llvm::consumeError(Tree.takeError());
      Tree = llvm::createStringError(Build + "/compile_commands.json has no entry in a kernel tree"
                                             " (--tree says where it is)");
      for (const CompileCommand &Command : Commands) {
        Expected<KernelTree> Around = KernelTree::around(Command.File);
        if (Around) {
          llvm::consumeError(Tree.takeError());
          Tree = std::move(Around);
          break;
        }
        llvm::consumeError(Around.takeError());
      }
    }
    if (!Tree)
      return Tree.takeError();
    Result.Tree = std::move(*Tree);
    for (const CompileCommand &Command : Commands)
      if (SourceArchitecture.empty())
        SourceArchitecture = architectureOf(Command);
    BuildInfo Info = readBuildInfo(Build);
    Result.Configuration = Info.Configuration;
    Result.Architecture = Info.Architecture.empty() ? SourceArchitecture : Info.Architecture;
    return Error::success();
  }

  /// Gives every unit its name in reports, and finds the names that the database has for the tree.
  void nameSources(llvm::StringRef Build) {
    std::set<std::string> OtherRoots;
    for (const CompileCommand &Command : Commands) {
      llvm::SmallString<256> Real;
      Missing.push_back(static_cast<bool>(fs::real_path(Command.File, Real)));
      if (Missing.back())
        Real = Command.File;
      llvm::StringRef Path = Real;
      UnitRecord Record;
      bool InTree = Path.consume_front(Result.Tree.Root + "/");
      bool InBuild = llvm::StringRef(Real).starts_with((Build + "/").str());
      if (InTree && llvm::StringRef(Command.File).ends_with(("/" + Path).str()))
        OtherRoots.insert(llvm::StringRef(Command.File).drop_back(Path.size() + 1).str());
      Sources.push_back(InTree ? Path.str() : "");
      Record.File = InTree    ? Path.str()
                    : InBuild ? "$BUILD/" + Real.substr(Build.size() + 1).str()
                              : Real.str().str();
      Result.Units.push_back(std::move(Record));
    }
    OtherRoots.erase(Result.Tree.Root);
    TreeRoots = {Result.Tree.Root};
    TreeRoots.insert(TreeRoots.end(), OtherRoots.begin(), OtherRoots.end());
  }

  CollectorOptions collectorOptions() const {
    return {Result.Names, Text.occurrences(), Result.Tree.Root,
            [&](const CallSite &Site) { return rewriteCall(Result.Names, Site); }};
  }

  WorkerOptions workerOptions(const char *What) const {
    return {Options.Workers, Options.TimeoutSeconds, progressBar(What)};
  }

  UnitFacts parse(const CompileCommand &Command, const FileOverlay &Overlay) const {
    CollectorOptions Collector = collectorOptions();
    UnitFacts Facts;
    Facts.Parse = parseUnit(Command, Overlay, [&] { return collectSites(Collector, Facts.Sites); });
    return Facts;
  }

  void parseUnits() {
    UnitPlan Plan(Text, Commands, Sources, Filter);
    for (size_t I = 0; I < Commands.size(); ++I) {
      UnitRecord &Unit = Result.Units[I];
      if (Missing[I] && Filter.contains(Sources[I])) {
        Unit.Is = UnitRecord::Status::Failed;
        Unit.Why = "the source file is missing";
      } else {
        Unit.Why = isAssembly(I)          ? "assembly"
                   : Plan.mentionsName(I) ? "outside-paths"
                                          : "no-catalog-name";
      }
    }
    runRound(Plan.firstRound(), Plan);
    runRound(Plan.secondRound(), Plan);
    llvm::sort(Parsed,
               [](const ParsedUnit &A, const ParsedUnit &B) { return A.Command < B.Command; });
  }

  void runRound(const std::vector<size_t> &Round, UnitPlan &Plan) {
    std::vector<JobOutcome> Outcomes =
        runJobs(Round.size(), workerOptions("parsing"), [&](size_t I) {
          nlohmann::json Json = parse(Commands[Round[I]], {});
          return Json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        });
    for (size_t I = 0; I < Round.size(); ++I)
      record(Round[I], Outcomes[I], Plan);
  }

  bool isAssembly(size_t I) const { return llvm::StringRef(Commands[I].File).ends_with(".S"); }

  void record(size_t I, JobOutcome &Outcome, UnitPlan &Plan) {
    UnitRecord &Unit = Result.Units[I];
    Unit.Why = Outcome.Why;
    if (Outcome.Ended != JobOutcome::Status::Done) {
      bool Crashed = Outcome.Ended == JobOutcome::Status::Crashed;
      Unit.Is = Crashed ? UnitRecord::Status::Crashed : UnitRecord::Status::TimedOut;
      return;
    }
    ParsedUnit Read;
    Read.Command = &Commands[I];
    Read.Source = Sources[I];
    Read.Facts = nlohmann::json::parse(Outcome.Payload).get<UnitFacts>();
    Unit.Is = UnitRecord::Status::Parsed;
    Result.DroppedFlags.merge(Read.Facts.Parse.DroppedFlags);
    for (const UnitDiagnostic &Each : Read.Facts.Parse.Diagnostics)
      if (Each.IsError && !Profile.missingNames().count(Each.UndeclaredFunction)) {
        Unit.Is = UnitRecord::Status::Failed;
        Unit.Why = describe(Each);
        return;
      }
    for (const SiteFact &Fact : Read.Facts.Sites)
      if (Fact.Is > Role::MacroNotExpanded)
        Plan.sawFile(Fact.File);
    Parsed.push_back(std::move(Read));
  }

  std::string describe(const UnitDiagnostic &Problem) const {
    if (Problem.File.empty())
      return Problem.Message;
    llvm::StringRef File = Problem.File;
    for (const std::string &Root : TreeRoots)
      File.consume_front(Root + "/");
    return (File + ":" + llvm::Twine(Problem.Line) + ":" + llvm::Twine(Problem.Column) + ": " +
            Problem.Message)
        .str();
  }

  Error decide() {
    MergeInput Merge = {Result.Names, Text, SourceArchitecture, {}, {}};
    for (const ParsedUnit &Unit : Parsed)
      Merge.Facts.push_back(&Unit.Facts);
    for (size_t I = 0; I < Commands.size(); ++I) {
      UnitRecord::Status Is = Result.Units[I].Is;
      if (Is != UnitRecord::Status::Parsed && Is != UnitRecord::Status::Skipped)
        Merge.FailedSources.insert(Sources[I]);
    }
    Result.Sites = mergeSites(Merge);
    llvm::erase_if(Result.Sites, [&](const Site &Each) { return !Filter.contains(Each.File); });
    refuseForTarget();
    refuseOverlaps(Result.Sites);

    VerificationInput Verify;
    Verify.TreeRoots = TreeRoots;
    Verify.Preparation = Result.Preparation;
    Verify.Units = std::move(Parsed);
    Verify.Parse = [&](const CompileCommand &Command, const FileOverlay &Overlay) {
      return parse(Command, Overlay).Parse.Diagnostics;
    };
    Verify.Workers = workerOptions("checking");
    return verifySites(Verify, Result.Sites);
  }

  /// Refuses what needs an API that the tree has not, and has no place for.
  void refuseForTarget() {
    for (Site &Each : Result.Sites) {
      if (Each.Status != SiteStatus::Rewritten)
        continue;
      auto Problem =
          Result.PreparationProblems.find(Result.Names.apis()[Each.Where.Name].Replace->Feature);
      if (Problem == Result.PreparationProblems.end())
        continue;
      Each.Status = SiteStatus::Refused;
      Each.Reason = "target-lacks-api";
      Each.Detail = Problem->second;
    }
  }

  const AnalysisOptions &Options;
  Analysis Result;
  std::vector<CompileCommand> Commands;
  std::vector<std::string> Sources; ///< by unit; empty for one outside the tree
  std::vector<char> Missing;        ///< by unit: its source is not there
  std::vector<std::string> TreeRoots;
  std::string SourceArchitecture; ///< as in arch/x86, where Kbuild's ARCH may be x86_64
  PathFilter Filter;
  TargetProfile Profile;
  TreeScan Text;
  std::vector<ParsedUnit> Parsed;
};

} // namespace

Expected<Analysis> kphys::analyze(const AnalysisOptions &Options) {
  return Analyzer(Options).run();
}
