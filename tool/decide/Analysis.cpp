// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/Analysis.h"

#include "tool/collect/ModuleLicenses.h"
#include "tool/collect/ProgramEffects.h"
#include "tool/collect/RelayTexts.h"
#include "tool/collect/SiteCollection.h"
#include "tool/decide/Decision.h"
#include "tool/decide/RelaySites.h"
#include "tool/decide/SharedMappings.h"
#include "tool/decide/SiteEdits.h"
#include "tool/decide/SiteMerge.h"
#include "tool/decide/StaleMentions.h"
#include "llvm/Support/TimeProfiler.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

class Analyzer {
public:
  Analyzer(Session &In, const AnalysisOptions &Options)
      : In(In), Options(Options), Result(In.Known.Names, In.Program), Effects(In, Text) {}

  Expected<Analysis> run() {
    if (Error E = readTree())
      return std::move(E);
    if (Error E = parseUnits())
      return std::move(E);
    if (Error E = decideSites())
      return std::move(E);
    return std::move(Result);
  }

private:
  Error readTree() {
    llvm::TimeTraceScope Time("reading texts");
    Result.MissingFeatures = Profile.missing();
    Result.PreparationProblems = Profile.problems();
    Result.Texts.note(Profile.texts());
    Expected<TreeScan> Scanned =
        TreeScan::read(Result.Of.Names, Result.Of.generatedParts(), Result.Of.builtSources(),
                       Result.Names, In.Options.Workers, In.treeCache());
    if (!Scanned)
      return Scanned.takeError();
    Text = std::move(*Scanned);
    Result.Texts.note(Text.texts());
    return Error::success();
  }

  Error parseUnits() {
    auto Collected = std::make_unique<SiteCollection>(In, Text, Result.Texts);
    collect(*Collected, beginIndex());
    // Each round shows what the relays of the last one are made of.
    for (std::set<Relay> New; !(New = In.learn(Collected->relays())).empty();) {
      Relays.insert(New.begin(), New.end());
      EarlierAnswers Earlier = Collected->takeAnswers();
      Collected.reset();
      if (Error E = readTree())
        return E;
      Collected = std::make_unique<SiteCollection>(In, Text, Result.Texts, std::move(Earlier), New);
      collect(*Collected, nullptr);
    }
    Runner Parses = In.runner("parsing");
    followCalls(*Collected, Parses);
    Result.Units = std::move(Collected->Units);
    Result.DroppedFlags = std::move(Collected->DroppedFlags);
    Result.Parsed = std::move(Collected->Parsed);
    return Error::success();
  }

  /// One parse of a unit answers what is asked of it: for sites, and for \p Index, if there is one.
  void collect(SiteCollection &Collected, std::unique_ptr<IndexUpdate> Index) {
    Runner Parses = In.runner("parsing");
    auto Run = [&](const std::vector<size_t> &Units) {
      Collected.ask(Units, Parses);
      if (Index)
        Index->askAlso(Units, Parses);
      Parses.run();
    };
    for (std::vector<size_t> Round; !(Round = Collected.plan().providers()).empty();)
      Run(Round);
    if (Index)
      Index->askUnits(Parses);
    Run(Collected.plan().mentioners());
    Error Problem = Index ? Index->askHeaders(Parses) : Error::success();
    Run(Collected.plan().includersOfUnseen());
    if (Problem)
      Result.Indexed = std::move(Problem);
    else if (Index)
      Result.Indexed = Index->finish();
  }

  /// Finds out what functions do that units call while a page is mapped, and asks these units again
  /// where it matters.
  void followCalls(SiteCollection &Collected, Runner &Parses) {
    llvm::TimeTraceScope Time("following calls");
    constexpr unsigned MaxRounds = 4;
    for (const auto &[Unit, Facts] : Collected.Parsed)
      Effects.noteReader(Unit, Facts.Parse.Files);
    std::map<size_t, std::set<std::string>> Told; ///< by unit: what it has been told of
    for (unsigned Round = 0; Round < MaxRounds; ++Round) {
      std::map<size_t, std::set<std::string>> Demands = Collected.demands();
      std::set<std::string> Wanted;
      for (const auto &[Unit, Names] : Demands)
        Wanted.insert(Names.begin(), Names.end());
      Effects.find(Wanted);
      bool IsMore = false;
      for (const auto &[Unit, Names] : Demands) {
        size_t Before = Told[Unit].size();
        Told[Unit].insert(Names.begin(), Names.end());
        KnownEffects Known = Effects.of(Told[Unit], Result.Of.Units[Unit].Build);
        Known.IsAll = Round + 1 == MaxRounds;
        if (Told[Unit].size() == Before || !(Known.isNews() || Known.IsAll))
          continue;
        IsMore = true;
        Collected.askAgain(Unit, std::move(Known), Parses);
      }
      if (!IsMore)
        return;
      Parses.run();
    }
  }

  /// Where the index is to be brought up to date, and can be.
  std::unique_ptr<IndexUpdate> beginIndex() {
    if (!Options.UpdatesIndex)
      return nullptr;
    auto Begun = IndexUpdate::begin(In, {.AllPaths = true});
    if (Begun)
      return std::move(*Begun);
    Result.Indexed = Begun.takeError();
    return nullptr;
  }

  Error decideSites() {
    llvm::TimeTraceScope Time("deciding");
    if (Error E = Result.Texts.check())
      return E;
    MergeInput Merge = {Result.Names, Text.occurrences(), Result.Of.Builds, {}, {}, {}};
    for (const auto &[Unit, Facts] : Result.Parsed)
      Merge.Units.push_back({&Facts, Result.Of.Units[Unit].Build});
    const RelayReaders Readers(Relays, Text);
    Merge.RelayProblems =
        relayProblems(Readers, Text, filesRead(), Result.Of.Tree.Root, In.Options.Workers);
    for (size_t I = 0; I < Result.Units.size(); ++I)
      if (Result.Units[I].failed())
        Merge.FailedSources.insert(Result.Of.Units[I].Source);
    Result.Sites = mergeSites(Merge);
    rewriteSharedMappings(Result.Sites, Result.Names, Text, Result.Of.Tree.Root, Effects,
                          In.Options.Workers);
    settleRelays(Result.Sites, Readers, Result.Of.Filter);
    countFunctions();
    describeUnseen();
    std::set<std::string> Files;
    for (const auto &[File, Occurrences] : Text.occurrences())
      Files.insert(File);
    const StandIns &Beside = Result.Beside.emplace(Result.Names, Result.Of.Tree.Root, Files);
    Result.Texts.note(Beside.texts());
    refuseForTarget(Beside);
    Result.ProvedCode = Options.ProveCode;
    if (Error E = decideChosen())
      return E;
    if (!Options.TakesApproximate && leaveApproximate())
      if (Error E = decideChosen()) // what is left has to hold without them
        return E;
    if (Error E = finishFiles(Beside))
      return E;
    Result.CacheProblem = In.keepCaches();
    return Error::success();
  }

  /// The files that a parse has read, where relays make that matter.
  std::set<std::string> filesRead() const {
    std::set<std::string> Files;
    if (!Relays.empty())
      for (const auto &[Unit, Facts] : Result.Parsed)
        Files.merge(Result.Of.treeFiles(Facts.Parse.Files));
    return Files;
  }

  /// What the rewritten files need besides.
  Error finishFiles(const StandIns &Beside) {
    llvm::TimeTraceScope Time("finishing files");
    EditsByFile Edits = collectEdits(Result.Sites, {});
    std::set<std::string> Files;
    for (const auto &[File, InFile] : Edits)
      Files.insert(File);
    Expected<std::vector<EditedFile>> Edited =
        readEditedFiles(Result.Of.Tree.Root, Edits, Result.Texts);
    if (!Edited)
      return Edited.takeError();
    StaleMentions Mentions = staleMentions(Result.Sites, Result.Names, *Edited);
    Result.Mentions = std::move(Mentions.Left);
    Result.Besides = Beside.edits(Files);
    for (auto &[File, InFile] : Mentions.Edits)
      Result.Besides[File].insert(Result.Besides[File].end(), InFile.begin(), InFile.end());
    return Error::success();
  }

  Error decideChosen() {
    llvm::TimeTraceScope Time("checking the result");
    Result.Preparation = Profile.preparation(neededFeatures());
    return decide(
        {In, Result.Preparation, Result.Texts, Result.Parsed, Result.Code, Result.Unanswered},
        Result.Sites, Options.ProveCode);
  }

  std::set<std::string> neededFeatures() const {
    std::set<std::string> Needed;
    for (const Site &Each : Result.Sites)
      if (Each.isRewritten() && !Each.Plan.Feature.empty())
        for (const std::string &Name : Profile.withFoundations({Each.Plan.Feature}))
          if (Result.MissingFeatures.count(Name))
            Needed.insert(Name);
    return Needed;
  }

  /// Leaves to a person what only builds have seen that are not what they are taken for. True if
  /// there is any.
  bool leaveApproximate() {
    bool IsAny = false;
    for (Site &Each : Result.Sites)
      if (Each.isRewritten() && llvm::all_of(Each.Builds, [&](size_t Build) {
            return Result.Of.Builds[Build].IsApproximate;
          })) {
        Each.Status = SiteStatus::Manual;
        Each.Reason = Reason::Approximate;
        IsAny = true;
      }
    return IsAny;
  }

  /// Says what it would take to see what no build has seen.
  void describeUnseen() {
    llvm::TimeTraceScope Time("describing what is unseen");
    Residue Left(Result.Of.Tree.Root, Text);
    for (size_t I = 0; I < Result.Sites.size(); ++I) {
      Site &Each = Result.Sites[I];
      if (Each.Status != SiteStatus::Unseen || Each.Reason == Reason::UnitFailed ||
          Each.Reason == Reason::MacroNotExpanded)
        continue;
      std::vector<Revealing> &Ways = Result.Unseen[I];
      Ways = Left.revealing(Each.File, Each.Where.Line);
      Each.Detail = Left.describe(Each.File, Each.Where.Line, Ways);
    }
  }

  /// Notes how many functions were looked at for each call that maps or unmaps.
  void countFunctions() {
    for (Site &Each : Result.Sites) {
      if (!Result.Names.apis()[Each.Where.Name].Maps || Each.Status == SiteStatus::Unseen)
        continue;
      std::set<std::string> Seen = Each.Plan.Seen;
      for (const auto &[Name, Does] : Effects.of(Each.Plan.Demands).Running)
        Seen.insert(Does.OnAtomic.Seen.begin(), Does.OnAtomic.Seen.end());
      Each.LookedAt = Seen.size();
    }
  }

  void refuseForTarget(const StandIns &Beside) {
    llvm::TimeTraceScope Time("licences");
    Result.NeededFeatures = neededFeatures(); // before what cannot be added is refused
    ModuleLicenses Licenses(
        In, Text, In.workers("reading licences"),
        [&](const std::string &License) { return Result.Names.isGplCompatible(License); });
    Licenses.learn(filesToLicense(Result.Sites, Result.Names));
    kphys::refuseForTarget(Result.Sites, Result.Names, Result.PreparationProblems,
                           [&](const Site &Each) { return Licenses.of(Each.File); });
    for (Site &Each : Result.Sites)
      if (Each.isRewritten())
        if (std::string Problem = Beside.problem(Each.File, Each.Plan.Feature); !Problem.empty())
          refuse(Each, Reason::TargetLacksApi, Problem);
  }

  Session &In;
  const TargetProfile &Profile = In.Known.Profile;
  const AnalysisOptions &Options;
  Analysis Result;
  TreeScan Text;
  std::set<Relay> Relays;
  ProgramEffects Effects;
};

} // namespace

Expected<Analysis> kphys::analyze(Session &In, const AnalysisOptions &Options) {
  return Analyzer(In, Options).run();
}
