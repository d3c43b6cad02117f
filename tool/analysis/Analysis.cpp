// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/Analysis.h"

#include "checks/facts/BodyFilter.h"
#include "checks/facts/SiteCollector.h"
#include "checks/sources/CatalogScan.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/CallReplacement.h"
#include "rewriters/apply/InPlace.h"
#include "rewriters/kmap/KmapRewriter.h"
#include "rewriters/ops/OpsRewriter.h"
#include "rewriters/prepare/TargetProfile.h"
#include "tool/ProgramVersion.h"
#include "tool/Progress.h"
#include "tool/analysis/CodeProof.h"
#include "tool/analysis/ModuleLicenses.h"
#include "tool/analysis/PchPool.h"
#include "tool/analysis/SharedMappings.h"
#include "tool/analysis/SiteEdits.h"
#include "tool/analysis/SiteMerge.h"
#include "tool/analysis/UnitOutcome.h"
#include "tool/analysis/UnitPlan.h"
#include "tool/analysis/Verification.h"
#include "tool/cache/ParseCache.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

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
    Expected<Catalog> Names = Catalog::embedded(Options.Level);
    if (!Names)
      return Names.takeError();
    Result.Names = std::move(*Names);
    for (const std::string &File : Options.CatalogFiles)
      if (Error E = Result.Names.extend(File))
        return E;

    Expected<KindCatalog> Known = KindCatalog::embedded();
    if (!Known)
      return Known.takeError();
    Kinds = std::move(*Known);

    Expected<Project> Opened = Project::open(Options.Where);
    if (!Opened)
      return Opened.takeError();
    Result.Of = std::move(*Opened);
    const std::string &Root = Result.Of.Tree.Root;
    if (!Options.Finishes) // a tree in which a part of the files is edited says nothing true
      if (Error E = checkNotHalfEdited(Root))
        return E;
    if (Error E = Options.Opened(Result.Of))
      return E;
    if (Options.Finishes)
      if (Error E = finishInPlace(Root))
        return E;

    Expected<TargetProfile> Probed = TargetProfile::probe(Result.Names, Result.Of.Tree.Root);
    if (!Probed)
      return Probed.takeError();
    Profile = std::move(*Probed);
    Result.MissingFeatures = Profile.missing();
    Result.PreparationProblems = Profile.problems();
    Result.Texts.note(Profile.texts());

    Cache.emplace(Options.UseCache ? Result.Of.BuildDirectory + "/kphys.cache" : "",
                  programVersion());
    std::set<std::string> Built; // wherever it lies: it is code
    for (const Unit &Each : Result.Of.Units)
      if (!Each.Source.empty() && !Each.IsMissing && !Each.isAssembly())
        Built.insert(Each.Source);
    Expected<TreeScan> Scanned = TreeScan::read(Result.Of.Names, Result.Of.generatedPart(), Built,
                                                Result.Names, Options.Workers, *Cache);
    if (!Scanned)
      return Scanned.takeError();
    Text = std::move(*Scanned);
    Result.Texts.note(Text.texts());
    return Error::success();
  }

  CollectorOptions collectorOptions() const {
    auto Find = [&](const std::string &Path, llvm::function_ref<llvm::StringRef()>) {
      auto Found = Text.occurrences().find(Path);
      return Found == Text.occurrences().end() ? nullptr : &Found->second;
    };
    return {Result.Names,
            Find,
            Result.Of.Names,
            [&](const CallSite &Site) { return rewriteCall(Result.Names, Profile.idioms(), Site); },
            [&](const UnitSite &Unit, llvm::ArrayRef<FunctionSite> Functions,
                NeighbourFunctions &Neighbours) {
              return rewriteMappings(Result.Names, Unit, Functions, Neighbours);
            },
            [&](const UnitSite &Site) {
              return rewriteOps({Result.Names, Profile.contract(), Profile.idioms()}, Site);
            }};
  }

  /// The occurrences in the own file of a unit.
  const std::vector<Occurrence> &occurrencesOf(size_t Unit) const {
    static const std::vector<Occurrence> None;
    auto Found = Text.occurrences().find(Result.Of.Units[Unit].Source);
    return Found == Text.occurrences().end() ? None : Found->second;
  }

  WorkerOptions workerOptions(const char *What) const {
    return {Options.Workers, Options.TimeoutSeconds, progressBar(What)};
  }

  /// What a unit says of itself, or that the bodies of functions in headers must be seen first.
  struct Parse {
    UnitFacts Facts;
    bool WantsHeaderBodies = false;
  };

  Parse parse(size_t Unit, bool IsForHeaders, const PchPool &Precompiled) const {
    const std::string &Source = Result.Of.Units[Unit].Source;
    CollectorScope Scope = {IsForHeaders,
                            !Text.forwarderUsers().count(Source) &&
                                eachFunctionSpeaksForItself(Result.Names, occurrencesOf(Unit))};
    Parse Made = {parse(Unit, Scope, Precompiled)};
    bool MayMissOwn = false;
    for (const SiteFact &Each : Made.Facts.Sites) {
      MayMissOwn |= Each.File == Source && (Each.Is == Role::NotCode || Each.Is == Role::Expansion);
      for (const Candidate &Offered : Each.Candidates) {
        MayMissOwn |= Offered.LooksFurther;
        Made.WantsHeaderBodies |= Offered.IsTentative;
      }
    }
    if (Made.WantsHeaderBodies || !MayMissOwn || Made.Facts.SkippedBodies.empty())
      return Made;
    Scope.SkipsBodies = false;
    return {parse(Unit, Scope, Precompiled)};
  }

  UnitFacts parse(size_t Unit, CollectorScope Scope, const PchPool &Precompiled) const {
    CollectorOptions Options = collectorOptions();
    UnitFacts Facts;
    auto Collect = [&](HeaderUse &Use) { return collectSites(Options, Scope, Facts, Use); };
    // A precompiled header has no bodies of shared functions that speak for themselves.
    Facts.Parse = Scope.WithShared ? Precompiled.parsePlainly(Unit, Collect)
                                   : Precompiled.parse(Unit, Collect);
    return Facts;
  }

  void parseUnits() {
    UnitPlan Plan(Text, Result.Of);
    for (size_t I = 0; I < Result.Of.Units.size(); ++I)
      Result.Units.push_back(unparsed(I, Plan));
    const FileOverlay AsItIs;
    ParseCache Known(*Cache, Result.Of, AsItIs,
                     "sites " + Result.Names.fingerprint() + offeredNames());
    for (std::vector<size_t> Round; !(Round = Plan.providers()).empty();)
      runRound(Round, Plan, Known);
    runRound(Plan.mentioners(), Plan, Known);
    runRound(Plan.includersOfUnseen(), Plan, Known);
  }

  /// False for a unit outside the tree that there is nothing to say of: of a generated one, its
  /// own text tells, for it has no headers but the kernel's.
  bool mayHaveSites(const Unit &Each) const {
    if (!Each.IsGenerated)
      return Each.isOutside();
    auto Source = readRegularFile(Each.Command.File);
    return !Source ||
           !CatalogScan(Result.Names).mentions(Each.Name, (*Source)->getBuffer()).empty();
  }

  UnitRecord unparsed(size_t I, const UnitPlan &Plan) const {
    const Unit &Each = Result.Of.Units[I];
    if (Each.IsMissing && !Each.isAssembly() && Result.Of.Filter.contains(Each.Source))
      return {Each.Name, UnitRecord::Status::Failed, "the source file is missing"};
    if (Each.Source.empty() && Result.Of.Filter.contains(Each.Name) && mayHaveSites(Each))
      return {Each.Name, UnitRecord::Status::Outside, "it lies outside the tree"};
    Reason Why = Each.isAssembly()      ? Reason::Assembly
                 : Plan.mentionsName(I) ? Reason::OutsidePaths
                                        : Reason::NoCatalogName;
    return {Each.Name, UnitRecord::Status::Skipped, code(Why)};
  }

  void runRound(const std::vector<size_t> &Round, UnitPlan &Plan, ParseCache &Known) {
    std::vector<size_t> Unknown;
    for (size_t Unit : Round) {
      std::optional<ParseCache::Answer> Found = Known.find(Unit, variant(Unit, Plan));
      if (auto Facts = Found ? readJsonText<UnitFacts>(Found->Text) : std::nullopt) {
        Facts->Parse.Files = std::move(Found->Files);
        ++Result.Parses.Known;
        record(Unit, std::move(*Facts), Plan);
        continue;
      }
      Unknown.push_back(Unit);
    }
    PchPool Plain(Result.Of);
    std::vector<size_t> Tentative = parseUnknown(Unknown, Plan, Known, Plain, [&](size_t Unit) {
      return parse(Unit, Plan.isForHeaders(Unit), Plain);
    });
    PchPool WithBodies(Result.Of, {}, SharedPch::Bodies::Parsed);
    parseUnknown(Tentative, Plan, Known, WithBodies, [&](size_t Unit) {
      CollectorScope Scope = {Plan.isForHeaders(Unit)};
      Scope.WithHeaderBodies = true;
      return Parse{parse(Unit, Scope, WithBodies)};
    });
  }

  /// Parses \p Units, and returns those that want the bodies of headers.
  std::vector<size_t> parseUnknown(std::vector<size_t> Units, UnitPlan &Plan, ParseCache &Known,
                                   PchPool &Precompiled,
                                   const std::function<Parse(size_t)> &ParseOne) {
    std::vector<size_t> ForThemselves, Tentative;
    llvm::copy_if(Units, std::back_inserter(ForThemselves),
                  [&](size_t Unit) { return !Plan.isForHeaders(Unit); });
    if (Options.UsePch)
      Precompiled.build(ForThemselves, Kinds.commonHeaders(), workerOptions("precompiling"));
    llvm::sort(Units, [&](size_t A, size_t B) { return Precompiled.takesLonger(A, B); });
    Result.Parses.Made += Units.size();
    runJobs(
        Units.size(), workerOptions("parsing"),
        [&](size_t I) {
          Parse Made = ParseOne(Units[I]);
          return Made.WantsHeaderBodies ? std::string() : writeJson(Made.Facts);
        },
        [&](size_t I, const JobOutcome &Outcome) {
          size_t Unit = Units[I];
          if (Outcome.Ended == JobOutcome::Status::Done && Outcome.Payload.empty()) {
            Tentative.push_back(Unit);
            return;
          }
          std::optional<UnitFacts> Facts = answerOf<UnitFacts>(Outcome, Result.Units[Unit]);
          if (!Facts)
            return;
          Result.Parses.FromPch += Facts->Parse.UsedPch;
          ParseCache::Answer New = {std::exchange(Facts->Parse.Files, {}), writeJson(*Facts)};
          Known.store(Unit, New, variant(Unit, Plan));
          Facts->Parse.Files = std::move(New.Files);
          record(Unit, std::move(*Facts), Plan);
        });
    return Tentative;
  }

  /// What the tree offers of idioms and the like, for the cache.
  std::string offeredNames() const {
    std::string Result;
    for (const PhysicalIdiom &Each : Profile.idioms())
      Result += " " + Each.Page;
    for (const ContractText &Each : Profile.contract().Page)
      Result += " " + Each.Text;
    for (const PageForm &Each : Profile.contract().Forms)
      Result += " " + Each.Function;
    return Result;
  }

  static std::string variant(size_t Unit, const UnitPlan &Plan) {
    return Plan.isForHeaders(Unit) ? "headers" : "";
  }

  void record(size_t I, UnitFacts Facts, UnitPlan &Plan) {
    UnitRecord &Unit = Result.Units[I];
    Result.DroppedFlags.insert(Facts.Parse.DroppedFlags.begin(), Facts.Parse.DroppedFlags.end());
    recordParse(Facts.Parse, Profile.missingNames(), Result.Of, Unit);
    if (Unit.failed())
      return;
    Result.Texts.note(Facts.Texts);
    for (const SiteFact &Fact : Facts.Sites)
      if (Fact.Is > Role::MacroNotExpanded)
        Plan.sawFile(Fact.File);
    Parsed[I] = std::move(Facts);
  }

  Error decide() {
    if (Error E = Result.Texts.check())
      return E;
    MergeInput Merge = {Result.Names, Text.occurrences(), Result.Of.SourceArchitecture, {}, {}};
    for (const auto &[Unit, Facts] : Parsed)
      Merge.Facts.push_back(&Facts);
    for (size_t I = 0; I < Result.Units.size(); ++I)
      if (Result.Units[I].failed())
        Merge.FailedSources.insert(Result.Of.Units[I].Source);
    Result.Sites = mergeSites(Merge);
    rewriteSharedMappings(Result.Sites, Result.Names, Text, Result.Of.Tree.Root);
    llvm::erase_if(Result.Sites,
                   [&](const Site &Each) { return !Result.Of.Filter.contains(Each.File); });
    refuseForTarget();
    Result.Preparation = Profile.preparation(Result.NeededFeatures);
    refuseOverlaps(Result.Sites);
    refuseBrokenGroups(Result.Sites);
    Expected<std::vector<EditedFile>> Files =
        readEditedFiles(Result.Of.Tree.Root, collectEdits(Result.Sites, {}), Result.Texts);
    if (!Files)
      return Files.takeError();
    wrapLongLines(Result.Sites, *Files, Result.Of.Tree.Root);

    const std::vector<CommonHeaders> NoHeaders;
    VerificationInput Verify = {Result.Of,
                                Result.Preparation,
                                Result.Texts,
                                Parsed,
                                Options.UsePch ? Kinds.commonHeaders() : NoHeaders,
                                *Cache,
                                Result.Parses,
                                Result.Code,
                                Result.Unanswered,
                                workerOptions("checking")};
    Result.ProvedCode = Options.ProveCode;
    if (Error E = check(Verify))
      return E;
    Result.CacheProblem = Cache->commit();
    return Error::success();
  }

  /// Until nothing is refused any more.
  Error check(const VerificationInput &Verify) {
    while (true) {
      if (Error E = verifySites(Verify, Result.Sites))
        return E;
      if (!Options.ProveCode)
        return Error::success();
      Expected<bool> Refused = proveCode(Verify, Result.Names, Result.Sites);
      if (!Refused)
        return Refused.takeError();
      if (!*Refused)
        return Error::success();
      refuseBrokenGroups(Result.Sites);
    }
  }

  void refuseForTarget() {
    for (const Site &Each : Result.Sites)
      if (std::string Feature = Result.Names.apis()[Each.Where.Name].feature().str();
          Each.Status == SiteStatus::Rewritten && !Feature.empty())
        for (const std::string &Needed : Profile.withFoundations({Feature}))
          if (Result.MissingFeatures.count(Needed))
            Result.NeededFeatures.insert(Needed);
    ModuleLicenses Licenses(
        Result.Of, Text, *Cache, workerOptions("reading licences"),
        [&](const std::string &License) { return Result.Names.isGplCompatible(License); });
    Licenses.learn(filesToLicense(Result.Sites, Result.Names));
    kphys::refuseForTarget(Result.Sites, Result.Names, Result.PreparationProblems,
                           [&](const Site &Each) { return Licenses.of(Each.File); });
  }

  const AnalysisOptions &Options;
  Analysis Result;
  KindCatalog Kinds;
  TargetProfile Profile;
  TreeScan Text;
  std::optional<RunCache> Cache;
  ParsedUnits Parsed;
};

} // namespace

Expected<Analysis> kphys::analyze(const AnalysisOptions &Options) {
  return Analyzer(Options).run();
}
