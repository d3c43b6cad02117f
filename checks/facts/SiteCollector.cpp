// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/SiteCollector.h"

#include "checks/facts/FunctionBody.h"
#include "checks/facts/TreeFiles.h"
#include "checks/frontend/UnitAction.h"
#include "checks/sources/Paths.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"

using namespace kphys;
using clang::SourceLocation;

namespace {

const Occurrence *occurrenceAt(const std::vector<Occurrence> &InFile, unsigned Offset) {
  auto Found = llvm::lower_bound(InFile, Offset,
                                 [](const Occurrence &O, unsigned At) { return O.Offset < At; });
  return Found != InFile.end() && Found->Offset == Offset ? &*Found : nullptr;
}

/// The facts of one unit while it is being parsed.
class UnitState {
public:
  UnitState(const CollectorOptions &Options, clang::Preprocessor &Macros)
      : Options(Options), Macros(Macros), Sources(Macros.getSourceManager()),
        Files(Options.TreeRoot, Sources) {
    for (unsigned I = 0; I < Options.Names.apis().size(); ++I)
      ByIdentifier[Macros.getIdentifierInfo(Options.Names.apis()[I].Name)] = I;
  }

  const CollectorOptions &Options;
  clang::Preprocessor &Macros;
  clang::SourceManager &Sources;
  TreeFiles Files;

  const Api *apiOf(const clang::IdentifierInfo *Name) const {
    auto Found = Name ? ByIdentifier.find(Name) : ByIdentifier.end();
    return Found == ByIdentifier.end() ? nullptr : &Options.Names.apis()[Found->second];
  }

  /// The occurrences in the file of \p Id, or nullptr.
  const std::vector<Occurrence> *occurrencesIn(clang::FileID Id) {
    auto [Known, IsNew] = OccurrencesByFile.try_emplace(Id, nullptr);
    if (IsNew) {
      auto Found = Options.Occurrences.find(Files.path(Id));
      if (Found != Options.Occurrences.end())
        Known->second = &Found->second;
    }
    return Known->second;
  }

  /// The occurrence spelled at \p Where, or nullptr.
  const Occurrence *occurrenceAt(SourceLocation Where) {
    auto [Id, Offset] = Sources.getDecomposedSpellingLoc(Where);
    const std::vector<Occurrence> *InFile = occurrencesIn(Id);
    if (!InFile)
      return nullptr;
    return ::occurrenceAt(*InFile, Offset);
  }

  /// Notes that the occurrence at \p Where is \p Is. A stronger role replaces a weaker one.
  SiteFact *note(SourceLocation Where, Role Is, const std::string &Function) {
    const Occurrence *Found = occurrenceAt(Where);
    if (!Found)
      return nullptr;
    clang::FileID Id = Sources.getFileID(Sources.getSpellingLoc(Where));
    return &strengthen(Files.path(Id), *Found, Is, Function);
  }

  void noteSkipped(clang::SourceRange Range) { Skipped.push_back(Range); }

  /// Remembers where the text of \p Function is, for what the preprocessor sees in it.
  void noteFunction(const clang::FunctionDecl &Function) {
    clang::SourceRange Range = Sources.getExpansionRange(Function.getSourceRange()).getAsRange();
    auto [Id, Begin] = Sources.getDecomposedLoc(Range.getBegin());
    if (occurrencesIn(Id))
      Functions[{Files.path(Id), Begin}] = {Sources.getFileOffset(Range.getEnd()),
                                            Function.getNameAsString()};
  }

  /// Gives every occurrence of the unit's files that nothing was noted for its role.
  std::vector<SiteFact> finish(bool WithShared) {
    for (clang::SourceRange Range : Skipped)
      finishSkipped(Range);
    for (const auto &[Id, InFile] : OccurrencesByFile)
      if (InFile)
        for (const Occurrence &Found : *InFile)
          finishUnseen(Files.path(Id), Found);
    std::vector<SiteFact> Result;
    for (auto &[Key, Fact] : Facts) {
      if (!WithShared && isSharedHeader(Key.first) && !isMacroInUse(Key, Fact))
        continue;
      Fact.File = Key.first;
      Fact.Offset = Key.second;
      if (Fact.Function.empty())
        Fact.Function = functionAt(Key.first, Key.second);
      Result.push_back(std::move(Fact));
    }
    return Result;
  }

private:
  using Place = std::pair<std::string, unsigned>; ///< a file and an offset in it

  /// True for an occurrence in a macro that the unit expands.
  bool isMacroInUse(const Place &Where, const SiteFact &Fact) const {
    const Occurrence *Found = ::occurrenceAt(Options.Occurrences.at(Where.first), Where.second);
    return !Found->Macro.empty() && Fact.Is > Role::MacroDefinition;
  }

  SiteFact &strengthen(const std::string &Path, const Occurrence &Found, Role Is,
                       const std::string &Function) {
    auto [Known, IsNew] = Facts.try_emplace({Path, Found.Offset});
    SiteFact &Fact = Known->second;
    if (IsNew || Fact.Is < Is) {
      Fact.Is = Is;
      Fact.Function = Found.Macro.empty() ? Function : Found.Macro;
    }
    return Fact;
  }

  std::string functionAt(const std::string &Path, unsigned Offset) const {
    auto After = Functions.upper_bound({Path, Offset});
    if (After == Functions.begin())
      return {};
    const auto &[Where, Function] = *std::prev(After);
    return Where.first == Path && Offset <= Function.first ? Function.second : std::string();
  }

  void finishSkipped(clang::SourceRange Range) {
    auto [Id, Begin] = Sources.getDecomposedLoc(Range.getBegin());
    const std::vector<Occurrence> *InFile = occurrencesIn(Id);
    if (!InFile)
      return;
    unsigned End = Sources.getFileOffset(Range.getEnd());
    for (const Occurrence &Found : *InFile)
      if (Found.Offset >= Begin && Found.Offset < End)
        strengthen(Files.path(Id), Found, Role::ConditionOff, {});
  }

  void finishUnseen(const std::string &Path, const Occurrence &Found) {
    if (Facts.count({Path, Found.Offset}))
      return;
    bool DefinesApi = Found.NamesMacro || Options.Names.find(Found.Macro);
    Role Is = DefinesApi            ? Role::MacroDefinition
              : Found.Macro.empty() ? Role::NotCode
                                    : Role::MacroNotExpanded;
    strengthen(Path, Found, Is, {});
  }

  llvm::DenseMap<const clang::IdentifierInfo *, unsigned> ByIdentifier;
  llvm::DenseMap<clang::FileID, const std::vector<Occurrence> *> OccurrencesByFile;
  std::vector<clang::SourceRange> Skipped;
  std::map<Place, SiteFact> Facts;
  /// (File, first byte) → (last byte, name) of each function in a file with occurrences.
  std::map<Place, std::pair<unsigned, std::string>> Functions;
};

class SiteCallbacks : public clang::PPCallbacks {
public:
  explicit SiteCallbacks(UnitState &State) : State(State) {}

  void MacroExpands(const clang::Token &Name, const clang::MacroDefinition &, clang::SourceRange,
                    const clang::MacroArgs *) override {
    if (State.apiOf(Name.getIdentifierInfo()))
      State.note(Name.getLocation(), Role::Expansion, {});
  }

  void SourceRangeSkipped(clang::SourceRange Range, SourceLocation) override {
    State.noteSkipped(Range);
  }

  void LexedFileChanged(clang::FileID Entered, LexedFileChangeReason Reason,
                        clang::SrcMgr::CharacteristicKind, clang::FileID, SourceLocation) override {
    if (Reason == LexedFileChangeReason::EnterFile)
      State.occurrencesIn(Entered);
  }

private:
  UnitState &State;
};

class SiteVisitor : public clang::RecursiveASTVisitor<SiteVisitor> {
public:
  SiteVisitor(UnitState &State, clang::ASTContext &Context) : State(State), Context(Context) {}

  bool TraverseFunctionDecl(clang::FunctionDecl *Function) {
    const clang::FunctionDecl *Outer = std::exchange(Current, Function);
    Body.reset();
    bool HasBody = Function->doesThisDeclarationHaveABody();
    if (HasBody)
      State.noteFunction(*Function);
    bool Continue = RecursiveASTVisitor::TraverseFunctionDecl(Function);
    if (HasBody)
      rewriteFunction(*Function);
    Current = Outer;
    Body.reset();
    return Continue;
  }

  bool VisitCallExpr(clang::CallExpr *Call) {
    auto *Callee = llvm::dyn_cast<clang::DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts());
    if (Callee && isKernelFunction(Callee->getDecl()) && nameOf(Callee->getDecl()))
      noteCall(*Call, writtenName(Callee->getLocation()));
    return true;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr *Reference) {
    const clang::ValueDecl *Decl = Reference->getDecl();
    if (nameOf(Decl))
      State.note(writtenName(Reference->getLocation()),
                 isKernelFunction(Decl) ? Role::Reference : Role::OtherEntity, functionName());
    return true;
  }

  bool VisitMemberExpr(clang::MemberExpr *Member) {
    noteMember(Member->getMemberDecl(), Member->getMemberLoc(), Role::Member);
    return true;
  }

  bool VisitDesignatedInitExpr(clang::DesignatedInitExpr *Init) {
    for (const clang::DesignatedInitExpr::Designator &Part : Init->designators())
      if (Part.isFieldDesignator() && Part.getFieldDecl())
        noteMember(Part.getFieldDecl(), Part.getFieldLoc(), Role::Member);
    return true;
  }

  bool VisitNamedDecl(clang::NamedDecl *Decl) {
    if (!nameOf(Decl))
      return true;
    if (llvm::isa<clang::FieldDecl>(Decl))
      noteMember(Decl, Decl->getLocation(), Role::Declaration);
    else
      State.note(Decl->getLocation(),
                 isKernelFunction(Decl) ? Role::Declaration : Role::OtherEntity, functionName());
    return true;
  }

private:
  const Api *nameOf(const clang::NamedDecl *Decl) const {
    return State.apiOf(Decl->getIdentifier());
  }

  FunctionBody *body() {
    if (!Body && Current && Current->doesThisDeclarationHaveABody())
      Body.emplace(*Current, Context);
    return Body ? &*Body : nullptr;
  }

  std::string functionName() const { return Current ? Current->getNameAsString() : std::string(); }

  /// True for a function that one of the kernel's own headers declares: a driver's function of the
  /// same name is something else.
  bool isKernelFunction(const clang::NamedDecl *Decl) {
    if (!llvm::isa<clang::FunctionDecl>(Decl))
      return false;
    SourceLocation First = State.Sources.getExpansionLoc(
        llvm::cast<clang::FunctionDecl>(Decl)->getFirstDecl()->getLocation());
    llvm::StringRef Path = State.Files.path(State.Sources.getFileID(First));
    return Path.starts_with("include/") ||
           (Path.starts_with("arch/") && Path.contains("/include/"));
  }

  /// Where the programmer wrote the API's name, given where the callee's name is. A catalog macro
  /// that expands to another catalog name is what was written: climb out of it.
  SourceLocation writtenName(SourceLocation Where) {
    while (Where.isMacroID()) {
      if (State.Sources.isMacroArgExpansion(Where)) {
        Where = State.Sources.getImmediateSpellingLoc(Where);
        continue;
      }
      SourceLocation Outside = State.Sources.getImmediateExpansionRange(Where).getBegin();
      const Occurrence *Macro = State.occurrenceAt(Outside);
      const Occurrence *Inner = State.occurrenceAt(Where);
      if (!Macro || (Inner && Inner->Macro != apiAt(*Macro).Name))
        break;
      Where = Outside;
    }
    return Where;
  }

  const Api &apiAt(const Occurrence &Found) const { return State.Options.Names.apis()[Found.Name]; }

  void noteMember(const clang::NamedDecl *Member, SourceLocation Where, Role Is) {
    const Api *Known = nameOf(Member);
    if (!Known)
      return;
    const auto *Field = llvm::dyn_cast<clang::FieldDecl>(Member);
    bool IsOurs =
        Known->How == Api::Form::Member && Field && Field->getParent()->getName() == Known->Record;
    State.note(Where, IsOurs ? Is : Role::OtherEntity, functionName());
  }

  void noteCall(const clang::CallExpr &Call, SourceLocation Name) {
    const Occurrence *Where = State.occurrenceAt(Name);
    SiteFact *Fact = State.note(Name, Role::Call, functionName());
    if (!Fact || apiAt(*Where).How != Api::Form::Call)
      return;
    clang::FileID Id = State.Sources.getFileID(State.Sources.getSpellingLoc(Name));
    llvm::StringRef Text = State.Sources.getBufferData(Id);
    CallSite Site = {apiAt(*Where),  State.Files.path(Id),
                     functionName(), *Where,
                     Text,           readCallText(Text, Where->Offset, !Where->Macro.empty()),
                     Call,           Context,
                     body()};
    if (std::optional<Candidate> Found = State.Options.Rewrite(Site))
      if (!llvm::is_contained(Fact->Candidates, *Found))
        Fact->Candidates.push_back(std::move(*Found));
  }

  void rewriteFunction(const clang::FunctionDecl &Function) {
    FunctionSite Site = {Function, Context,
                         [&](const clang::CallExpr &Call) { return spelledAs(Call); }};
    for (auto &[Where, Found] : State.Options.RewriteFunction(Site)) {
      SiteFact *Fact = State.note(Where, Role::Call, functionName());
      if (Fact && !llvm::is_contained(Fact->Candidates, Found))
        Fact->Candidates.push_back(std::move(Found));
    }
  }

  std::optional<SpelledName> spelledAs(const clang::CallExpr &Call) {
    const auto *Callee =
        llvm::dyn_cast<clang::DeclRefExpr>(Call.getCallee()->IgnoreParenImpCasts());
    if (!Callee || !isKernelFunction(Callee->getDecl()))
      return std::nullopt;
    for (SourceLocation Where = Callee->getLocation();;) {
      const Occurrence *Found = State.occurrenceAt(Where);
      if (Found && Found->Macro.empty()) {
        auto [Id, Offset] = State.Sources.getDecomposedSpellingLoc(Where);
        return SpelledName{Where, &apiAt(*Found), Offset, State.Sources.getBufferData(Id)};
      }
      if (!Where.isMacroID())
        return std::nullopt;
      Where = State.Sources.isMacroArgExpansion(Where)
                  ? State.Sources.getImmediateSpellingLoc(Where)
                  : State.Sources.getImmediateExpansionRange(Where).getBegin();
    }
  }

  UnitState &State;
  clang::ASTContext &Context;
  const clang::FunctionDecl *Current = nullptr;
  std::optional<FunctionBody> Body; ///< of Current, once somebody asked
};

/// Walks the declarations of files that have an occurrence, as they are parsed.
class SiteConsumer : public clang::ASTConsumer {
public:
  explicit SiteConsumer(UnitState &State) : State(State) {}

  bool shouldSkipFunctionBody(clang::Decl *Function) override {
    if (rewritesUnit())
      return false;
    SourceLocation Begin = State.Sources.getFileLoc(Function->getBeginLoc());
    clang::FileID Id = State.Sources.getFileID(Begin);
    return Id != State.Sources.getMainFileID() && !State.occurrencesIn(Id);
  }

  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override {
    Declarations.insert(Declarations.end(), Group.begin(), Group.end());
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    SiteVisitor Visitor(State, Context);
    llvm::erase_if(Declarations, [&](clang::Decl *Each) { return !mayMatter(Each); });
    for (clang::Decl *Declaration : Declarations)
      Visitor.TraverseDecl(Declaration);
    rewriteUnit(Context);
  }

private:
  /// True for a declaration of the main file, or whose text or expansion is in a file with an
  /// occurrence.
  bool mayMatter(const clang::Decl *Declaration) {
    for (SourceLocation Where : {Declaration->getBeginLoc(), Declaration->getLocation()})
      for (SourceLocation Spelled :
           {State.Sources.getExpansionLoc(Where), State.Sources.getSpellingLoc(Where)}) {
        clang::FileID Id = State.Sources.getFileID(Spelled);
        if (Id == State.Sources.getMainFileID() || State.occurrencesIn(Id))
          return true;
      }
    return false;
  }

  bool rewritesUnit() {
    const std::vector<Occurrence> *InMain = State.occurrencesIn(State.Sources.getMainFileID());
    return InMain && mayConvertCallbacks(State.Options.Names, *InMain);
  }

  void rewriteUnit(clang::ASTContext &Context) {
    if (!rewritesUnit())
      return;
    UnitSite Site = {Context, Declarations, State.Files.path(State.Sources.getMainFileID()),
                     [&](llvm::StringRef Name) { return State.Macros.isMacroDefined(Name); }};
    for (auto &[Where, Found] : State.Options.RewriteUnit(Site)) {
      SiteFact *Fact = State.note(Where, Role::Member, {});
      if (Fact && !llvm::is_contained(Fact->Candidates, Found))
        Fact->Candidates.push_back(std::move(Found));
    }
  }

  UnitState &State;
  std::vector<clang::Decl *> Declarations;
};

class SiteAction : public UnitAction {
public:
  SiteAction(const CollectorOptions &Options, bool WithShared, std::vector<SiteFact> &Sites,
             HeaderUse &Use)
      : UnitAction(Use), Options(Options), WithShared(WithShared), Sites(Sites) {}

  void EndSourceFileAction() override { Sites = State->finish(WithShared); }

protected:
  std::unique_ptr<clang::ASTConsumer> createConsumer(clang::CompilerInstance &Compiler) override {
    State = std::make_unique<UnitState>(Options, Compiler.getPreprocessor());
    Compiler.getPreprocessor().addPPCallbacks(std::make_unique<SiteCallbacks>(*State));
    return std::make_unique<SiteConsumer>(*State);
  }

private:
  const CollectorOptions &Options;
  const bool WithShared;
  std::vector<SiteFact> &Sites;
  std::unique_ptr<UnitState> State;
};

} // namespace

bool kphys::mayConvertCallbacks(const Catalog &Names, const std::vector<Occurrence> &InFile) {
  return llvm::any_of(InFile, [&](const Occurrence &Each) {
    return Names.apis()[Each.Name].Converts && Each.How == Access::Member;
  });
}

std::unique_ptr<clang::FrontendAction> kphys::collectSites(const CollectorOptions &Options,
                                                           bool WithShared,
                                                           std::vector<SiteFact> &Sites,
                                                           HeaderUse &Use) {
  return std::make_unique<SiteAction>(Options, WithShared, Sites, Use);
}
