// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/relay/RelayRule.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Words.h"
#include "rewriters/CallSpelling.h"
#include "rewriters/FileScope.h"
#include "rewriters/ops/OpsUnit.h"
#include "rewriters/ops/Renames.h"
#include "rewriters/ops/SignatureChange.h"
#include "rewriters/relay/RelayText.h"
#include "rewriters/relay/RelayUses.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// Where a name is written.
std::pair<clang::FileID, unsigned> spelledAt(const SourceText &Where, clang::SourceLocation Name) {
  return Where.Sources.getDecomposedSpellingLoc(Name);
}

clang::FileID fileOf(const clang::ASTContext &Context, clang::SourceLocation Name) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  return Sources.getFileID(Sources.getSpellingLoc(Name));
}

bool isPage(const clang::FunctionProtoType &Of, unsigned Page, const PageContract &Contract) {
  return Page + 1 < Of.getNumParams() && !Of.isVariadic() &&
         Of.getParamType(Page).getAsString() == Contract.PageType &&
         Of.getParamType(Page + 1)->isIntegerType();
}

/// Looks for what hands a page and its offset on, and is not known yet.
class RelayFinder {
public:
  RelayFinder(UnitSites &Sites, const RuleContext &Context, const RelayUses &Uses, Proposals &Into)
      : Sites(Sites), Unit(Sites.unit()), Context(Context), Contract(Context.Profile.contract()),
        Uses(Uses), Into(Into) {}

  void run() {
    for (const CallSite &Each : Sites.calls())
      if (const ArgumentRule *Made =
              Each.Called.Replace ? Each.Called.Replace->physical() : nullptr)
        if (std::optional<PageFunction> Found = functionAround(Each, *Made))
          consider(*Found);
    for (const MemberStore &Each : Uses.Stores)
      if (const Relay *Known = relayOf(Sites, *Each.Member); Known && Each.Function)
        if (const auto *Function = llvm::cast<clang::FunctionDecl>(Each.Function->getDecl());
            const clang::FunctionDecl *Definition = definitionOf(Function))
          consider({Definition, Known->Page});
  }

private:
  /// The function that hands parameters of its own on to the call \p Site.
  std::optional<PageFunction> functionAround(const CallSite &Site, const ArgumentRule &Made) const {
    auto Parameter = [&](unsigned Index) -> const clang::ParmVarDecl * {
      if (Index >= Site.Call.getNumArgs())
        return nullptr;
      const auto *Name =
          llvm::dyn_cast<clang::DeclRefExpr>(Site.Call.getArg(Index)->IgnoreParenImpCasts());
      return Name ? llvm::dyn_cast<clang::ParmVarDecl>(Name->getDecl()) : nullptr;
    };
    const clang::ParmVarDecl *Page = Parameter(Made.Index), *Offset = Parameter(Made.Offset);
    if (!Site.Body || !Site.Where.Macro.empty() || !Page || !Offset ||
        Page->getDeclContext() != &Site.Body->function() ||
        Offset->getFunctionScopeIndex() != Page->getFunctionScopeIndex() + 1)
      return std::nullopt;
    return PageFunction{&Site.Body->function(), Page->getFunctionScopeIndex()};
  }

  void consider(const PageFunction &Of) {
    const clang::FunctionDecl &Function = *Of.Definition;
    SourceText Where(Unit.Context, fileOf(Unit.Context, Function.getLocation()));
    if (Context.Names.find(Function.getName()) || isLocal(Function) ||
        !Where.plainRange(Function.getSourceRange()))
      return;
    EditSet Edits(Where.Text);
    ConvertedBody Body = convertRelay(Context, Unit, Of, Where, Edits);
    std::vector<Relay> Found;
    if (Body.Refusal != Reason::None || !add(Function, Of.Page, Found))
      return;
    for (const auto &[Place, Call] : Body.Uses.PairCalls)
      if (Body.HandedOn.count(Place) && !isTaken(Call, Found))
        return;
    for (const clang::DeclRefExpr *Each : Uses.References)
      if (Each->getDecl()->getCanonicalDecl() == Function.getCanonicalDecl() &&
          !isStored(*Each, Of.Page, Found))
        return;
    Into.Relays.insert(Found.begin(), Found.end());
  }

  /// True for a function that the unit alone knows, and calls: its own change does it.
  bool isLocal(const clang::FunctionDecl &Function) const {
    return !Function.hasExternalFormalLinkage() &&
           Unit.Context.getSourceManager().isInMainFile(Function.getLocation()) &&
           llvm::none_of(Uses.References, [&](const clang::DeclRefExpr *Each) {
             return Each->getDecl()->getCanonicalDecl() == Function.getCanonicalDecl();
           });
  }

  /// True if \p Call can take the address: it does, or it is of what can be a relay, too.
  bool isTaken(const PairCall &Call, std::vector<Relay> &Found) const {
    if (takesAddress(Context.Names, Sites, Call))
      return true;
    if (Call.Member)
      return add(*Call.Member, Call.Index, Found);
    return Call.Callee && Call.Callee->getIdentifier() &&
           !Context.Names.find(Call.Callee->getName()) && add(*Call.Callee, Call.Index, Found);
  }

  /// True if \p Name, the address of a function, is stored in a member that can be a relay, too;
  /// EXPORT_SYMBOL() and its like do not store it.
  bool isStored(const clang::DeclRefExpr &Name, unsigned Page, std::vector<Relay> &Found) const {
    if (Name.getLocation().isMacroID())
      return true; // RelayRule looks at what that is
    for (const MemberStore &Each : Uses.Stores)
      if (Each.Function == &Name) {
        const Relay *Known = relayOf(Sites, *Each.Member);
        return Known ? Known->Page == Page : add(*Each.Member, Page, Found);
      }
    return false;
  }

  bool add(const clang::FunctionDecl &Function, unsigned Page, std::vector<Relay> &Found) const {
    const auto *Type = Function.getType()->getAs<clang::FunctionProtoType>();
    return Type && add(Function, "", *Type, Page, Function.getFirstDecl()->getLocation(), Found) &&
           !isDeclared(Unit.Context, Found.back().Becomes);
  }

  bool add(const clang::FieldDecl &Member, unsigned Page, std::vector<Relay> &Found) const {
    const clang::RecordDecl *Record = Member.getParent();
    std::optional<clang::FunctionTypeLoc> Written = pointedToBy(Member);
    if (!Record->getIdentifier() || !Written)
      return false;
    const auto *Type = Written->getType()->getAs<clang::FunctionProtoType>();
    return Type && add(Member, Record->getName(), *Type, Page, Member.getLocation(), Found) &&
           llvm::none_of(Record->fields(), [&](const clang::FieldDecl *Each) {
             return Each->getName() == Found.back().Becomes;
           });
  }

  bool add(const clang::NamedDecl &Named, StringRef Record, const clang::FunctionProtoType &Type,
           unsigned Page, clang::SourceLocation Where, std::vector<Relay> &Found) const {
    std::string Name = Named.getNameAsString(),
                File = Sites.treeFiles().path(fileOf(Unit.Context, Where));
    std::string Becomes = nameWithAddress(Name, Contract);
    if (Becomes == Name || File.empty() || Where.isMacroID() || !isPage(Type, Page, Contract))
      return false;
    Found.push_back({Name, Record.str(), File, Becomes, Page, Type.getNumParams()});
    return true;
  }

  UnitSites &Sites;
  const UnitSite &Unit;
  const RuleContext &Context;
  const PageContract &Contract;
  const RelayUses &Uses;
  Proposals &Into;
};

/// Makes the changes of all mentions but calls.
class RelayEditor {
public:
  RelayEditor(UnitSites &Sites, const RuleContext &Context, const RelayUses &Uses, Proposals &Into)
      : Sites(Sites), Unit(Sites.unit()), Context(Context), Contract(Context.Profile.contract()),
        Uses(Uses), Into(Into) {}

  void run() {
    for (const clang::FunctionDecl *Each : Uses.Functions)
      if (const Relay *Known = relayOf(Context.Names, Sites, *Each))
        declare(*Each, *Known);
    for (const clang::FieldDecl *Each : Uses.Members)
      if (const Relay *Known = relayOf(Sites, *Each))
        declare(*Each, *Known);
    for (const MemberStore &Each : Uses.Stores)
      if (const Relay *Known = relayOf(Sites, *Each.Member))
        store(Each, *Known);
    for (const clang::MemberExpr *Each : Uses.Tests)
      if (const Relay *Known = relayOf(Sites, *member(*Each)))
        rename(Each->getMemberLoc(), *Known, Role::Member);
    for (const clang::MemberExpr *Each : Uses.Reads)
      if (const Relay *Known = relayOf(Sites, *member(*Each)))
        refuse(Each->getMemberLoc(), *Known, Role::Member, Reason::MemberRead, Known->key());
    for (const clang::DeclRefExpr *Each : Uses.References)
      if (!isPasted(*Each))
        refer(*Each);
    for (const clang::DeclRefExpr *Each : Uses.Calls)
      (void)isPasted(*Each);
  }

private:
  static const clang::FieldDecl *member(const clang::MemberExpr &Of) {
    return llvm::cast<clang::FieldDecl>(Of.getMemberDecl());
  }

  Change changeOf(const Relay &Known) const {
    Change Result;
    Result.Rule = "address-parameter";
    Result.Relay = Known.key();
    Result.Code = CodeDemand::NotCompared;
    Result.Before = Known.key();
    return Result;
  }

  void refuse(clang::SourceLocation Name, const Relay &Known, Role Is, Reason Why,
              std::string About) {
    Change Refused = changeOf(Known);
    Refused.Refusal = Why;
    Refused.Detail = std::move(About);
    Into.add(Name, Is, {}, std::move(Refused));
  }

  /// \p AsMacro goes, besides, before the first declaration of the original that is compared. \p
  /// With has to change, too.
  void add(clang::SourceLocation Name, const Relay &Known, Role Is, const EditSet &Edits,
           const std::vector<TextEdit> &AsMacro = {}, const Relay *With = nullptr) {
    std::optional<std::vector<TextEdit>> Made = Edits.finish();
    if (!Made)
      return refuse(Name, Known, Is, Reason::OverlappingEdits, Known.key());
    Alternative New;
    New.Edits = *Made;
    New.After = Known.isMember() ? Known.Record + "." + Known.Becomes : Known.Becomes;
    New.Comparable = std::move(*Made);
    New.Comparable.insert(New.Comparable.begin(), AsMacro.begin(), AsMacro.end());
    llvm::sort(New.Comparable);
    if (With)
      New.In = With->key();
    Change Found = changeOf(Known);
    Found.Alternatives.push_back(std::move(New));
    Into.add(Name, Is, {}, std::move(Found));
  }

  void rename(clang::SourceLocation Name, const Relay &Known, Role Is,
              const Relay *With = nullptr) {
    SourceText Where(Unit.Context, fileOf(Unit.Context, Name));
    std::optional<unsigned> Place = Where.token(Name);
    if (!Place)
      return refuse(Name, Known, Is, Reason::FunctionInMacro, Known.key());
    EditSet Edits(Where.Text);
    Edits.replace(Where.word(*Place), Known.Becomes);
    add(Name, Known, Is, Edits, {}, With);
  }

  /// What a macro like EXPORT_SYMBOL() declares takes the new name; all other declarations change.
  void declare(const clang::FunctionDecl &Function, const Relay &Known) {
    clang::SourceLocation Name = Function.getLocation();
    SourceText Where(Unit.Context, fileOf(Unit.Context, Name));
    if (Name.isMacroID()) {
      Declared.insert(spelledAt(Where, Name));
      return rename(Name, Known, Role::Declaration);
    }
    if (!Where.plainRange(Function.getSourceRange()) || Function.getNumParams() != Known.Parameters)
      return refuse(Name, Known, Role::Declaration, Reason::FunctionInMacro, Known.key());
    EditSet Edits(Where.Text);
    std::string Address = addressAmong(Function.parameters());
    if (Address.empty())
      return refuse(Name, Known, Role::Declaration, Reason::NoFreeName, Known.key());
    if (Function.doesThisDeclarationHaveABody()) {
      ConvertedBody Body = convertRelay(Context, Unit, {&Function, Known.Page}, Where, Edits);
      if (Body.Refusal != Reason::None)
        return refuse(Name, Known, Role::Declaration, Body.Refusal,
                      Known.key() + "(): " + Body.Detail);
      for (const auto &[Place, Call] : Body.Uses.PairCalls)
        if (Body.HandedOn.count(Place) && !takesAddress(Context.Names, Sites, Call))
          return refuse(Name, Known, Role::Declaration, Reason::PageNeeded,
                        Known.key() + "(): line " + std::to_string(Where.lineNumber(Place)) +
                            " hands the page on");
      Address = Body.Name;
    }
    ParametersRefusal Refused = changeParameters(
        {Function.getParamDecl(Known.Page), Function.getParamDecl(Known.Page + 1), Known.key(),
         Function.hasAttrs() ? Function.getAttrs() : clang::AttrVec()},
        Contract.Type, Address, Where, Edits);
    if (Refused.Why != Reason::None)
      return refuse(Name, Known, Role::Declaration, Refused.Why, Refused.About);
    Edits.replace(Where.nameOf(Function), Known.Becomes);
    renameInComment(Function,
                    {parameterName(Function, Known.Page), parameterName(Function, Known.Page + 1)},
                    Address, Where, Edits);
    std::vector<TextEdit> AsMacro;
    if (isFirstIn(Function, Where)) {
      renameInComments(Known, Where, Edits);
      if (Function.isFirstDecl())
        AsMacro.push_back(macro(Known, Function.getParamDecl(Known.Page + 1)->getType(),
                                Where.plainRange(Function.getSourceRange())->Begin));
    }
    add(Name, Known, Role::Declaration, Edits, AsMacro);
  }

  /// The first name for the address that no parameter beside has.
  std::string addressAmong(llvm::ArrayRef<clang::ParmVarDecl *> Parameters) const {
    for (const std::string &Name : Contract.Names)
      if (!Unit.IsMacro(Name) && llvm::none_of(Parameters, [&](const clang::ParmVarDecl *Each) {
            return Each && Each->getName() == Name;
          }))
        return Name;
    return {};
  }

  TextEdit macro(const Relay &Known, clang::QualType OffsetType, unsigned Place) const {
    return {Place, 0,
            "\n#define " +
                adapterMacro({Known.Name, Known.Becomes, Known.Parameters, Known.Page,
                              OffsetType.getUnqualifiedType().getAsString()},
                             Contract) +
                "\n"};
  }

  static StringRef parameterName(const clang::FunctionDecl &Function, unsigned Number) {
    return Function.getParamDecl(Number)->getName();
  }

  /// True if no earlier declaration of \p Function is in the file of \p Where.
  static bool isFirstIn(const clang::FunctionDecl &Function, const SourceText &Where) {
    for (const clang::FunctionDecl *Each = Function.getPreviousDecl(); Each;
         Each = Each->getPreviousDecl())
      if (fileOf(Where.Context, Each->getLocation()) == Where.File)
        return false;
    return true;
  }

  static void renameInComments(const Relay &Known, const SourceText &Where, EditSet &Edits) {
    for (TextRange Comment : commentsIn(Where.Text))
      for (size_t At = findWord(Where.Text, Known.Name, Comment.Begin); At < Comment.End;
           At = findWord(Where.Text, Known.Name, At + 1)) {
        TextRange Word = {static_cast<unsigned>(At), static_cast<unsigned>(At + Known.Name.size())};
        if (!Edits.touches(Word))
          Edits.replace(Word, Known.Becomes);
      }
  }

  void declare(const clang::FieldDecl &Member, const Relay &Known) {
    clang::SourceLocation Name = Member.getLocation();
    SourceText Where(Unit.Context, fileOf(Unit.Context, Name));
    std::optional<clang::FunctionTypeLoc> Of = pointedToBy(Member);
    std::optional<TextRange> Record = Where.plainRange(Member.getParent()->getSourceRange());
    bool HasParameters = Of && Of->getNumParams() == Known.Parameters && Of->getParam(Known.Page) &&
                         Of->getParam(Known.Page + 1);
    if (!HasParameters || !Record || Name.isMacroID())
      return refuse(Name, Known, Role::Declaration, Reason::FunctionInMacro, Known.key());
    EditSet Edits(Where.Text);
    const std::string Address = addressAmong(Of->getParams());
    if (Address.empty())
      return refuse(Name, Known, Role::Declaration, Reason::NoFreeName, Known.key());
    ParametersRefusal Refused =
        changeParameters({Of->getParam(Known.Page), Of->getParam(Known.Page + 1), Known.key(),
                          Member.hasAttrs() ? Member.getAttrs() : clang::AttrVec()},
                         Contract.Type, Address, Where, Edits);
    if (Refused.Why != Reason::None)
      return refuse(Name, Known, Role::Declaration, Refused.Why, Refused.About);
    Edits.replace(Where.nameOf(Member), Known.Becomes);
    describe(Known, *Of, Address, {kphys::beginWithComment(Where, Record->Begin), Record->Begin},
             Where, Edits);
    add(Name, Known, Role::Declaration, Edits,
        {macro(Known, Of->getParam(Known.Page + 1)->getType(), Record->Begin)});
  }

  /// In the comment \p Above the struct, the member's description: its name, and the lines below it
  /// that begin with the parameters' names.
  void describe(const Relay &Known, const clang::FunctionTypeLoc &Of, const std::string &Address,
                TextRange Above, const SourceText &Where, EditSet &Edits) const {
    bool IsOwn = false;
    for (unsigned Line = Above.Begin; Line < Above.End; Line = Where.nextLine(Line)) {
      StringRef Text = Where.text(Line, Where.nextLine(Line)).rtrim("\r\n");
      StringRef Said = Text.ltrim(" \t*");
      unsigned Begin = Line + (Text.size() - Said.size());
      if (Said.consume_front("@")) {
        IsOwn = leadingWord(Said) == Known.Name;
        if (IsOwn)
          Edits.replace(Where.word(Begin + 1), Known.Becomes);
      } else if (IsOwn && Said.starts_with((Of.getParam(Known.Page)->getName() + ":").str())) {
        Edits.replace({Begin, Begin + static_cast<unsigned>(Said.size())},
                      Address + ": physical address of the buffer");
      } else if (IsOwn && Said.starts_with((Of.getParam(Known.Page + 1)->getName() + ":").str())) {
        Edits.remove({Line, Where.nextLine(Line)});
      }
    }
  }

  void store(const MemberStore &Of, const Relay &Known) {
    if (Of.Name.isInvalid()) {
      SourceText Where(Unit.Context);
      Into.RelayProblems.try_emplace(
          Known.key(), Unit.File + ": line " +
                           std::to_string(Where.lineNumber(Where.offsetOf(*Of.Value))) +
                           " sets it by its place in an initializer");
      return;
    }
    bool IsNothing =
        Of.Value->isNullPointerConstant(Unit.Context, clang::Expr::NPC_ValueDependentIsNotNull) !=
        clang::Expr::NPCK_NotNull;
    const Relay *Function = Of.Function ? functionOf(*Of.Function) : nullptr;
    if (!IsNothing && !(Function && Function->Page == Known.Page))
      return refuse(Of.Name, Known, Role::Member, Reason::CallbackNotAFunction, Known.key());
    rename(Of.Name, Known, Role::Member, Function);
    if (Function)
      Stored[Of.Function] = &Known;
  }

  const Relay *functionOf(const clang::DeclRefExpr &Name) const {
    return relayOf(Context.Names, Sites, *llvm::cast<clang::FunctionDecl>(Name.getDecl()));
  }

  /// True if a macro makes \p Name of parts: no text has it, so a relay of that name cannot change.
  bool isPasted(const clang::DeclRefExpr &Name) {
    const clang::SourceManager &Sources = Unit.Context.getSourceManager();
    bool Result = Sources.isWrittenInScratchSpace(Sources.getSpellingLoc(Name.getLocation()));
    if (const Relay *Known = Result ? functionOf(Name) : nullptr)
      Into.RelayProblems.try_emplace(Known->key(), Unit.File + " pastes its name together");
    return Result;
  }

  void refer(const clang::DeclRefExpr &Name) {
    const Relay *Known = functionOf(Name);
    SourceText Where(Unit.Context, fileOf(Unit.Context, Name.getLocation()));
    if (!Known || Declared.count(spelledAt(Where, Name.getLocation())))
      return;
    if (auto In = Stored.find(&Name); In != Stored.end())
      return rename(Name.getLocation(), *Known, Role::Reference, In->second);
    refuse(Name.getLocation(), *Known, Role::Reference, Reason::CallbackUsedElsewhere,
           Known->key());
  }

  UnitSites &Sites;
  const UnitSite &Unit;
  const RuleContext &Context;
  const PageContract &Contract;
  const RelayUses &Uses;
  Proposals &Into;
  /// Where a macro declares a relay: its other mentions there are the same one.
  std::set<std::pair<clang::FileID, unsigned>> Declared;
  std::map<const clang::DeclRefExpr *, const Relay *> Stored; ///< in which member
};

} // namespace

void RelayRule::propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const {
  if (Context.Goes != Depth::Program || Context.Profile.contract().Forms.empty())
    return;
  RelayUses Uses = RelayUses::in(Unit.unit());
  RelayFinder(Unit, Context, Uses, Into).run();
  RelayEditor(Unit, Context, Uses, Into).run();
}
