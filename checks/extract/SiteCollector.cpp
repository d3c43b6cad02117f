// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/SiteCollector.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/extract/OccurrenceRoles.h"
#include "checks/sources/Paths.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"

using namespace kphys;
using clang::SourceLocation;

namespace {

/// True if a name of \p InFile maps a page, or unmaps one.
bool anyMaps(const Catalog &Names, const std::vector<Occurrence> &InFile) {
  return llvm::any_of(
      InFile, [&](const Occurrence &Each) { return Names.apis()[Each.Name].Maps.has_value(); });
}

class SiteCallbacks : public clang::PPCallbacks {
public:
  explicit SiteCallbacks(OccurrenceRoles &State) : State(State) {}

  void MacroExpands(const clang::Token &Name, const clang::MacroDefinition &Definition,
                    clang::SourceRange, const clang::MacroArgs *) override {
    if (const clang::MacroInfo *Meant = Definition.getMacroInfo())
      State.noteExpanded(*Meant, Name.getLocation());
    if (State.apiOf(Name.getIdentifierInfo()))
      State.note(Name.getLocation(), Role::Expansion, {});
  }

  void MacroDefined(const clang::Token &Name, const clang::MacroDirective *Directive) override {
    State.Taken.noteMacro(Name, Directive->getMacroInfo());
  }

  void SourceRangeSkipped(clang::SourceRange Range, SourceLocation) override {
    State.noteSkipped(Range);
  }

  void LexedFileChanged(clang::FileID Entered, LexedFileChangeReason Reason,
                        clang::SrcMgr::CharacteristicKind, clang::FileID, SourceLocation) override {
    if (Reason != LexedFileChangeReason::EnterFile)
      return;
    State.occurrencesIn(Entered);
    State.Taken.noteFile(Entered);
  }

private:
  OccurrenceRoles &State;
};

class SiteVisitor : public clang::RecursiveASTVisitor<SiteVisitor> {
public:
  SiteVisitor(OccurrenceRoles &State, clang::ASTContext &Context)
      : State(State), Context(Context) {}

  bool TraverseFunctionDecl(clang::FunctionDecl *Function) {
    const clang::FunctionDecl *Outer = std::exchange(Current, Function);
    Body = nullptr;
    bool HasBody = Function->doesThisDeclarationHaveABody();
    if (HasBody)
      State.noteFunction(*Function);
    bool Continue = RecursiveASTVisitor::TraverseFunctionDecl(Function);
    if (HasBody)
      State.FunctionsWithBody.push_back(
          {*Function, Context,
           [&State = State](const clang::CallExpr &Call) { return State.spelledAs(Call); }});
    Current = Outer;
    Body = nullptr;
    return Continue;
  }

  bool VisitCallExpr(clang::CallExpr *Call) {
    auto *Callee = llvm::dyn_cast<clang::DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts());
    if (Callee && State.isMeant(Callee->getDecl()) && nameOf(Callee->getDecl()))
      noteCall(*Call, writtenName(Callee->getLocation()), nullptr);
    auto *Member = llvm::dyn_cast<clang::MemberExpr>(Call->getCallee()->IgnoreParenImpCasts());
    if (const Api *Known = Member ? State.memberAs(*Member->getMemberDecl()) : nullptr)
      noteCall(*Call, Member->getMemberLoc(), Known);
    return true;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr *Reference) {
    const clang::ValueDecl *Decl = Reference->getDecl();
    if (nameOf(Decl))
      State.note(writtenName(Reference->getLocation()),
                 State.isMeant(Decl) ? Role::Reference : Role::OtherEntity, functionName());
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
    State.Taken.noteDeclaration(*Decl, Current);
    if (!nameOf(Decl))
      return true;
    if (llvm::isa<clang::FieldDecl>(Decl))
      noteMember(Decl, Decl->getLocation(), Role::Declaration);
    else
      State.note(Decl->getLocation(), State.isMeant(Decl) ? Role::Declaration : Role::OtherEntity,
                 functionName());
    return true;
  }

private:
  const Api *nameOf(const clang::NamedDecl *Decl) const {
    return State.apiOf(Decl->getIdentifier());
  }

  FunctionBody *body() {
    if (!Body && Current && Current->doesThisDeclarationHaveABody())
      Body = &State.Bodies.emplace_back(*Current, Context);
    return Body;
  }

  std::string functionName() const { return Current ? Current->getNameAsString() : std::string(); }

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
      if (!Macro || (Inner && Inner->Macro != State.apiAt(*Macro).Name))
        break;
      Where = Outside;
    }
    return Where;
  }

  void noteMember(const clang::NamedDecl *Member, SourceLocation Where, Role Is) {
    if (nameOf(Member))
      State.note(Where, State.memberAs(*Member) ? Is : Role::OtherEntity, functionName());
  }

  /// \p Member is what the callee is, if it is a member; only of a relay there are calls.
  void noteCall(const clang::CallExpr &Call, SourceLocation Name, const Api *Member) {
    if (Member && !Member->Relays)
      return;
    const Occurrence *Where = State.occurrenceAt(Name);
    if (!State.note(Name, Role::Call, functionName()) ||
        (!Member && State.apiAt(*Where).How != Api::Form::Call))
      return;
    clang::FileID Id = State.Sources.getFileID(State.Sources.getSpellingLoc(Name));
    llvm::StringRef Text = State.Sources.getBufferData(Id);
    State.Calls.push_back(
        {Member ? *Member : State.apiAt(*Where), State.Files.path(Id), functionName(), *Where, Text,
         readCallText(Text, Where->Offset, !Where->Macro.empty()), Name, Call, Context, body()});
  }

  OccurrenceRoles &State;
  clang::ASTContext &Context;
  const clang::FunctionDecl *Current = nullptr;
  FunctionBody *Body = nullptr; ///< of Current, once there is a call
};

/// True for a declaration of the main file, or whose text or expansion is in a file with an
/// occurrence.
bool mayMatter(const clang::Decl &Declaration, OccurrenceRoles &State) {
  for (SourceLocation Where : {Declaration.getBeginLoc(), Declaration.getLocation()})
    for (SourceLocation Spelled :
         {State.Sources.getExpansionLoc(Where), State.Sources.getSpellingLoc(Where)}) {
      clang::FileID Id = State.Sources.getFileID(Spelled);
      if (Id == State.Sources.getMainFileID() || State.occurrencesIn(Id))
        return true;
    }
  return false;
}

} // namespace

bool kphys::mayConvertCallbacks(const Catalog &Names, const std::vector<Occurrence> &InFile) {
  return llvm::any_of(InFile, [&](const Occurrence &Each) {
    return Names.apis()[Each.Name].Converts && Each.How == Access::Member;
  });
}

UnitSites::UnitSites(const CollectorOptions &Options, clang::Preprocessor &Macros)
    : State(std::make_unique<OccurrenceRoles>(Options, Macros)) {
  Macros.addPPCallbacks(std::make_unique<SiteCallbacks>(*State));
  Macros.setTokenWatcher(
      [Roles = State.get()](const clang::Token &Handed) { Roles->noteToken(Handed); });
}

UnitSites::~UnitSites() = default;

const std::vector<Occurrence> &UnitSites::inMainFile() {
  static const std::vector<Occurrence> None;
  const std::vector<Occurrence> *Found = State->occurrencesIn(State->Sources.getMainFileID());
  return Found ? *Found : None;
}

bool UnitSites::needsBody(const clang::Decl &Function) {
  clang::FileID Id = State->Sources.getFileID(State->Sources.getFileLoc(Function.getBeginLoc()));
  if (Id == State->Sources.getMainFileID() || State->occurrencesIn(Id))
    return true;
  // What runs while a page is mapped may be in a header of the driver.
  const std::string &File = State->Files.path(Id);
  return !File.empty() && !isSharedHeader(File) && anyMaps(State->Options.Names, inMainFile());
}

void UnitSites::visit(std::vector<clang::Decl *> Declarations, clang::ASTContext &Context) {
  for (const clang::Decl *Each : Declarations)
    if (const auto *Named = llvm::dyn_cast<clang::NamedDecl>(Each))
      State->Taken.noteDeclaration(*Named, nullptr);
  llvm::erase_if(Declarations, [&](clang::Decl *Each) { return !mayMatter(*Each, *State); });
  SiteVisitor Visitor(*State, Context);
  for (clang::Decl *Declaration : Declarations)
    Visitor.TraverseDecl(Declaration);
  Unit.emplace(UnitSite{Context, std::move(Declarations), mainFile(),
                        [&](llvm::StringRef Name) { return State->Macros.isMacroDefined(Name); }});
}

bool UnitSites::isMeant(const clang::FunctionDecl &Function) { return State->isMeant(&Function); }

const Api *UnitSites::memberAs(const clang::FieldDecl &Member) { return State->memberAs(Member); }

const std::vector<CallSite> &UnitSites::calls() const { return State->Calls; }

const std::vector<FunctionSite> &UnitSites::functions() const { return State->FunctionsWithBody; }

TreeFiles &UnitSites::treeFiles() { return State->Files; }

TakenNames &UnitSites::takenNames() { return State->Taken; }

bool UnitSites::mapsPages() {
  return llvm::any_of(functions(), [&](const FunctionSite &Each) {
    SourceLocation Where = State->Sources.getExpansionLoc(Each.Function.getLocation());
    const std::vector<Occurrence> *InFile = State->occurrencesIn(State->Sources.getFileID(Where));
    return InFile && anyMaps(State->Options.Names, *InFile);
  });
}

std::optional<SitePlace> UnitSites::note(SourceLocation Where, Role Is,
                                         const std::string &Function) {
  return State->note(Where, Is, Function);
}

bool UnitSites::isInMacro(const SitePlace &Place) const { return State->isInMacro(Place); }

std::map<std::string, llvm::StringRef> UnitSites::files() const { return State->files(); }

bool UnitSites::dependsOnHeaders() {
  return mayConvertCallbacks(State->Options.Names, inMainFile());
}

std::vector<SiteFact> UnitSites::finish(bool WithShared) { return State->finish(WithShared); }

const std::string &UnitSites::mainFile() {
  return State->Files.path(State->Sources.getMainFileID());
}

TextHashes UnitSites::texts() const { return State->texts(); }
