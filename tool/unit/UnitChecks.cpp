// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/UnitChecks.h"

#include "checks/audit/Audit.h"
#include "checks/frontend/LinkUnit.h"
#include "checks/inference/Conflicts.h"
#include "checks/sources/Paths.h"
#include "rewriters/CallSpelling.h"
#include "tool/collect/ModuleLicenses.h"
#include "tool/decide/SiteEdits.h"
#include "tool/decide/SiteMerge.h"
#include "tool/decide/Verification.h"
#include "tool/unit/AnnotationFindings.h"
#include "tool/unit/KindFindings.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/PreprocessorOptions.h"

using namespace kphys;
using clang::SourceLocation;

static CollectorOptions collectorOptions(const UnitTools &Tools,
                                         std::map<std::string, std::vector<Occurrence>> &Mentions) {
  auto Find = [&](const std::string &Path, llvm::function_ref<llvm::StringRef()> Text) {
    auto [Known, IsNew] = Mentions.try_emplace(Path);
    if (IsNew)
      Known->second = Tools.Scan.mentions(Path, Text());
    return Known->second.empty() ? nullptr : &Known->second;
  };
  return {Tools.Known.Names, Find, Tools.TreeRoot, TreeFiles::Others::Absolute};
}

/// A unit alone does not tell what functions of others do.
static const KnownEffects UnknownElsewhere = {{}, {}, /*IsAll=*/true};

UnitChecks::UnitChecks(const UnitTools &Tools, clang::Preprocessor &Macros, Wanted Which)
    : Tools(Tools), Which(Which), Macros(Macros), Sources(Macros.getSourceManager()),
      Options(collectorOptions(Tools, Mentions)),
      FlowParts{Which.Kinds != Wanted::NoKinds,
                Which.Kinds == Wanted::Solved && Tools.Options.Index.empty(),
                {}},
      Sites(Options, {Tools.Known.Names, Tools.Known.Profile, UnknownElsewhere, LookInto::Headers},
            {}, Macros),
      Flows(Tools.Flows, FlowParts, Sources), Audits(Tools.Audits, OwnPart, Sources) {
  if (Which.Rewrites)
    recordLicenses(Macros, OwnLicenses);
}

std::string kphys::treeOf(const clang::Preprocessor &Macros) {
  const clang::SourceManager &Sources = Macros.getSourceManager();
  auto Absolute = [&](llvm::StringRef Path) {
    llvm::SmallString<256> Full(Path);
    Sources.getFileManager().makeAbsolutePath(Full);
    return absolutePath(Full, "");
  };
  clang::OptionalFileEntryRef Main = Sources.getFileEntryRefForID(Sources.getMainFileID());
  std::vector<std::string> Includes;
  for (const auto &Entry : Macros.getHeaderSearchInfo().getHeaderSearchOpts().UserEntries)
    Includes.push_back(Absolute(Entry.Path));
  return treeOfUnit(Main ? Absolute(Main->getName()) : std::string(), Includes);
}

llvm::Expected<std::vector<Finding>> UnitChecks::findings(clang::ASTContext &Context) {
  Source = Flows.Files.path(Sources.getMainFileID());
  std::vector<clang::Decl *> Declarations;
  for (clang::Decl *Each : Context.getTranslationUnitDecl()->decls())
    if (!Each->isImplicit() && Each->getLocation().isValid())
      Declarations.push_back(Each);
  Flows.add(Declarations);
  Audits.add(Declarations);
  if (Which.Rewrites) {
    Sites.extract(Declarations, Context);
    addRewrites();
  }
  if (Which.Kinds != Wanted::NoKinds)
    if (llvm::Error E = addKinds(Context))
      return std::move(E);
  if (Which.Audits)
    addAudits(Context);
  if (Which.Types)
    addAnnotations(Context);
  llvm::sort(Found);
  Found.erase(std::unique(Found.begin(), Found.end()), Found.end());
  return std::move(Found);
}

void UnitChecks::addAudits(clang::ASTContext &Context) {
  std::vector<const AuditCheck *> Asked;
  for (const AuditCheck &Each : auditChecks())
    if (Each.Level <= Tools.Options.Level)
      Asked.push_back(&Each);
  std::vector<Finding> Audited = auditParts(Audits, Asked, Tools.Audits, Context);
  for (Finding &Each : Audited)
    if (Each.File != Source)
      Each.Fix.clear();
  completePlaces(Audited, [&](const std::string &File) { return textOf(File); });
  llvm::append_range(Found, std::move(Audited));
}

void UnitChecks::addAnnotations(clang::ASTContext &Context) {
  auto Read = [&](const std::string &File) { return textOf(File); };
  std::vector<Finding> Mixed = annotationFindings(Audits, Tools, Context, Macros, Read);
  completePlaces(Mixed, Read);
  // What the types say of a line need not be said again by what is known of its values.
  std::set<std::pair<std::string, unsigned>> Lines;
  for (const Finding &Each : Mixed)
    Lines.insert({Each.File, Each.Line});
  llvm::erase_if(Found, [&](const Finding &Each) {
    return Each.Check == AnnotationCheck && Lines.count({Each.File, Each.Line});
  });
  llvm::append_range(Found, std::move(Mixed));
}

llvm::Error UnitChecks::addKinds(clang::ASTContext &Context) {
  Said.Flows = flowsOf(Flows, Tools.Flows, Context);
  CompileCommand Defines;
  Defines.Words = {"clang"};
  for (const auto &[Definition, IsUndefined] : Macros.getPreprocessorOpts().Macros)
    if (!IsUndefined)
      Defines.Words.push_back("-D" + Definition);
  Said.LinkUnit = linkUnitOf(Defines, Source);
  if (Which.Kinds == Wanted::FlowsOnly)
    return llvm::Error::success();
  llvm::Expected<std::vector<Finding>> Kinds = kindFindingsOfUnit(
      Tools, Source, Said, [&](const std::string &File) { return textOf(File); });
  if (!Kinds)
    return Kinds.takeError();
  Found.insert(Found.end(), Kinds->begin(), Kinds->end());
  return llvm::Error::success();
}

std::string UnitChecks::textOf(const std::string &File) const {
  const std::string Path = absolutePath(File, Tools.TreeRoot);
  // An index may name anything.
  auto Is = Sources.getFileManager().getVirtualFileSystem().status(Path);
  if (!Is || !Is->isRegularFile())
    return {};
  auto Text = Sources.getFileManager().getBufferForFile(Path);
  return Text ? (*Text)->getBuffer().str() : std::string();
}

/// What the unit itself says of its module's licence or, where it says nothing, all sources beside
/// it; of the tree's own code, those in the nearest directory above that say anything. Which of
/// them are the module's is not known here: no other licence may be there.
ExpandedLicenses UnitChecks::licenses() {
  LicenseNotes.clear();
  if (!Macros.isMacroDefined("MODULE"))
    return {};
  if (!OwnLicenses.Names.empty() || !OwnLicenses.Problem.empty())
    return OwnLicenses;
  ExpandedLicenses Result;
  const std::string Own = absolutePath(Source, Tools.TreeRoot);
  bool IsInTree = Own != Source;
  std::string Directory = Own;
  do {
    Directory = llvm::sys::path::parent_path(Directory).str();
    for (auto &[Path, Said] :
         licensesBeside(Directory, /*WithHeaders=*/false,
                        [&](const std::string &Each) { return Each == Own; })) {
      llvm::StringRef Name = Path;
      if (IsInTree)
        Name.consume_front(Tools.TreeRoot + "/");
      LicenseNotes.push_back(
          {Name.str(), 1, 1,
           "its " + std::string(LicenseMacro) + "() is taken for that of this module"});
      if (Said.NeedsMacros)
        Result.Problem = "it takes more than its text to tell what the " +
                         std::string(LicenseMacro) + "() in " + Name.str() + " says";
      Result.Names.merge(Said.Names);
    }
  } while (LicenseNotes.empty() && IsInTree && Directory != Tools.TreeRoot);
  if (LicenseNotes.empty())
    Result.Problem = std::string("no ") + LicenseMacro + "() in this file, nor beside it";
  return Result;
}

/// What `kphys fix` would make of the unit if there were no other, before it parses the result.
SiteTable UnitChecks::decideSites() {
  HeaderUse Unused;
  Sites.finish({}, Unused);
  UnitFacts Facts = Sites.takeFacts();
  const std::vector<Build> OneBuild(1);
  SiteTable Result = mergeSites({Tools.Known.Names, Mentions, OneBuild, {{&Facts, 0}}, {}, {}});
  ExpandedLicenses Licenses = licenses();
  refuseForTarget(Result, Tools.Known.Names, Tools.Known.Profile.problems(),
                  [&](const Site &) { return Licenses; });
  Chooser Choice(Result);
  Choice.settleOverlaps();
  Choice.closeGroups();
  std::vector<EditedFile> Files;
  for (auto &[Path, Edits] : collectEdits(Result, {})) {
    if (Path == Source)
      Files.push_back({Path, Sources.getBufferData(Sources.getMainFileID()).str(), Edits});
    else // a header: no edit of it is shown
      for (Site &Each : Result)
        if (Each.File == Path)
          for (Alternative &Known : Each.Plan.Alternatives)
            Known.Edits.clear();
  }
  layOutEdits(Result, Files, Tools.TreeRoot);
  return Result;
}

Finding UnitChecks::describe(const Site &Of) const {
  const Api &Known = Tools.Known.Names.apis()[Of.Where.Name];
  Finding Result;
  Result.File = Of.File;
  Result.Line = Of.Where.Line;
  Result.Column = Of.Where.Column;
  Result.Check = rewriteCheck(Known.rule());
  Result.Function = Of.Function;
  Result.Subject = Of.Plan.Before.empty() ? Known.displayName() : Of.Plan.Before;
  Result.IsA = Severity::Note;
  bool HasRewrite = Of.Status == SiteStatus::Rewritten;
  Result.Text = siteMessage(Known.displayName(), HasRewrite, HasRewrite ? Of.chosen().After : "",
                            code(Of.Reason), Of.Detail);
  if (HasRewrite && Tools.Known.Profile.missing().count(Known.feature().str()))
    Result.Text += Tools.Options.AssumePrepared
                       ? ", once this tree has it"
                       : ", once this tree has it ('kphys fix --with-prep' adds it)";
  return Result;
}

void UnitChecks::addRewrites() {
  SiteTable Decided = decideSites();
  std::map<std::pair<std::string, std::string>, size_t> FirstOfGroup; // → index in Found
  for (const Site &Each : Decided) {
    if (Each.Status != SiteStatus::Unseen)
      NamesSeen.push_back({Each.File, Each.Where.Line, Each.Where.Column, Each.Reason});
    const Api &Known = Tools.Known.Names.apis()[Each.Where.Name];
    if (!Known.hasRule() || Each.Status == SiteStatus::Unseen || !isWorthTelling(Each.Reason))
      continue;
    Finding Said = describe(Each);
    bool IsOffered = Each.Status == SiteStatus::Rewritten &&
                     (Tools.Options.AssumePrepared ||
                      !Tools.Known.Profile.missing().count(Known.feature().str()));
    const Feature *Needed = Tools.Known.Names.findFeature(Known.feature());
    if (Each.Status == SiteStatus::Rewritten && Needed && Needed->IsGplOnly)
      Said.Notes = LicenseNotes;
    if (IsOffered) {
      // A group is changed as a whole: its first finding has the edits of all.
      auto [First, IsNew] = FirstOfGroup.try_emplace({Each.File, Each.Plan.Group}, Found.size());
      const std::vector<TextEdit> &Own = Each.chosen().Edits;
      if (Each.Plan.Group.empty() || IsNew) {
        Said.Fix = Own;
      } else {
        Finding &Leader = Found[First->second];
        Leader.Fix.insert(Leader.Fix.end(), Own.begin(), Own.end());
        sortEdits(Leader.Fix);
        Said.Notes.push_back({Leader.File, Leader.Line, Leader.Column,
                              "rewritten together with this call, by its fix"});
      }
    }
    Found.push_back(std::move(Said));
  }
}
