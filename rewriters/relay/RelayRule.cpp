// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/relay/RelayRule.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Words.h"
#include "rewriters/ops/Renames.h"
#include "rewriters/ops/SignatureChange.h"
#include "rewriters/relay/RelayFinder.h"
#include "rewriters/relay/RelayText.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// Where a name is written.
std::pair<clang::FileID, unsigned> spelledAt(const SourceText &Where, clang::SourceLocation Name) {
  return Where.Sources.getDecomposedSpellingLoc(Name);
}

/// Makes the changes of all mentions but calls.
class RelayEditor : RelayUnit {
public:
  explicit RelayEditor(const RelayUnit &In) : RelayUnit(In) {}

  void run() {
    for (const clang::FunctionDecl *Each : Uses.Functions)
      if (const Relay *Known = relayOf(Context.Names, Sites, *Each))
        declare(*Each, *Known);
      else if (Each->hasExternalFormalLinkage())
        block(Each->getNameAsString(), "declares it, too");
    for (const clang::FieldDecl *Each : Uses.Members)
      if (const Relay *Known = relayOf(Sites, *Each))
        declare(*Each, *Known);
      else
        block(Each->getParent()->getNameAsString() + "." + Each->getNameAsString(),
              "has another struct of that name");
    for (const auto &[From, To] : Uses.RecordCasts)
      for (const clang::FieldDecl *Each : To->fields())
        if (const Relay *Known = relayOf(Sites, *Each))
          block(Known->key(), "takes a struct " + From->getNameAsString() + " for one");
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
  /// The relay \p Key, if there is one, cannot change, for what the unit does.
  void block(const std::string &Key, const std::string &Why) {
    if (Context.Names.isRelay(Key))
      Into.RelayProblems.try_emplace(Key, Unit.File + " " + Why);
  }

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
           const std::vector<TextEdit> &AsMacro = {}, const Relay *With = nullptr,
           std::set<unsigned> HandsOn = {}) {
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
    Found.HandsOn = std::move(HandsOn);
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
      StringRef Macro =
          Where.Text.substr(Where.Sources.getFileOffset(Where.Sources.getExpansionLoc(Name)));
      if (!Contract.ExportedBy.count(leadingWord(Macro).str()))
        return refuse(Name, Known, Role::Declaration, Reason::FunctionInMacro, Known.key());
      Declared.insert(spelledAt(Where, Name));
      return rename(Name, Known, Role::Declaration);
    }
    if (!Where.plainRange(Function.getSourceRange()) || Function.getNumParams() != Known.Parameters)
      return refuse(Name, Known, Role::Declaration, Reason::FunctionInMacro, Known.key());
    EditSet Edits(Where.Text);
    std::set<unsigned> HandsOn;
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
      HandsOn = callsWith(Body.HandedOn, Function);
      if (HandsOn.size() != Body.HandedOn.size())
        return refuse(Name, Known, Role::Declaration, Reason::CallNotSpelledOut, Known.key());
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
    renameInSummary(Known, Where, beginWithComment(Where, Function), Edits);
    std::vector<TextEdit> AsMacro;
    if (isFirstIn(Function, Where)) {
      renameInComments(Known, Where, Edits);
      if (Function.isFirstDecl())
        AsMacro.push_back(macro(Known, Function.getParamDecl(Known.Page + 1)->getType(),
                                Where.plainRange(Function.getSourceRange())->Begin));
    }
    add(Name, Known, Role::Declaration, Edits, AsMacro, nullptr, std::move(HandsOn));
  }

  /// Where the calls in \p Function are whose arguments, a page and an offset, are at \p Pages.
  std::set<unsigned> callsWith(const std::set<unsigned> &Pages,
                               const clang::FunctionDecl &Function) const {
    std::set<unsigned> Result;
    for (const CallSite &Each : Sites.calls()) {
      const ArgumentRule *Made = Each.Called.Replace ? Each.Called.Replace->physical() : nullptr;
      if (Made && Each.Body && &Each.Body->function() == &Function &&
          Made->Index < Each.Text.Arguments.size() &&
          Pages.count(Each.Text.Arguments[Made->Index].Begin))
        Result.insert(Each.Where.Offset);
    }
    return Result;
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

  /// `f_map_page - map a page` → `f_map_page - map a buffer`, in the comment that begins at \p
  /// Begin.
  static void renameInSummary(const Relay &Known, const SourceText &Where, unsigned Begin,
                              EditSet &Edits) {
    size_t Name = findWord(Where.Text, Known.Name, Begin);
    size_t End = std::min(Where.Text.find('\n', Name), Where.Text.size());
    if (Name == StringRef::npos || !Where.Text.slice(Begin, Name).trim(" \t\n*/").empty())
      return;
    for (StringRef Old : {" a page ", " a physical page "})
      if (size_t At = Where.Text.slice(Name, End).find(Old); At != StringRef::npos)
        Edits.replace(
            {static_cast<unsigned>(Name + At), static_cast<unsigned>(Name + At + Old.size())},
            " a buffer ");
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
    auto Described = [&](unsigned Parameter, StringRef Said) {
      return Said.starts_with((Of.getParam(Parameter)->getName() + ":").str());
    };
    bool IsOwn = false, HasPage = false;
    for (unsigned Line = Above.Begin; Line < Above.End; Line = Where.nextLine(Line)) {
      StringRef Text = Where.text(Line, Where.nextLine(Line)).rtrim("\r\n");
      StringRef Said = Text.ltrim(" \t*");
      unsigned Begin = Line + (Text.size() - Said.size());
      if (Said.consume_front("@")) {
        IsOwn = leadingWord(Said) == Known.Name;
        if (IsOwn)
          Edits.replace(Where.word(Begin + 1), Known.Becomes);
      } else if (IsOwn && Described(Known.Page, Said) && !std::exchange(HasPage, true)) {
        Edits.replace(descriptionAt(Where, Begin, Above.End),
                      Address + ": physical address of the buffer");
      } else if (IsOwn && HasPage && Described(Known.Page + 1, Said)) {
        removeDescription(Where, descriptionAt(Where, Begin, Above.End), Edits);
        IsOwn = false;
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

  /// Where a macro declares a relay: its other mentions there are the same one.
  std::set<std::pair<clang::FileID, unsigned>> Declared;
  std::map<const clang::DeclRefExpr *, const Relay *> Stored; ///< in which member
};

} // namespace

void RelayRule::propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const {
  if (Context.Goes != Depth::Program || Context.Profile.contract().Forms.empty())
    return;
  const RelayUses Uses = RelayUses::in(Unit.unit());
  const RelayUnit In = {Unit, Unit.unit(), Context, Context.Profile.contract(), Uses, Into};
  findRelays(In);
  RelayEditor(In).run();
}
