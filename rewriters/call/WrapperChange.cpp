// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/call/WrapperChange.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Words.h"
#include "rewriters/address/OffsetCut.h"
#include "rewriters/ops/OpsUnit.h"
#include "rewriters/ops/Renames.h"
#include "rewriters/ops/SignatureChange.h"
#include "rewriters/relay/RelayText.h"

using namespace kphys;
using llvm::dyn_cast;
using llvm::StringRef;

namespace {

/// A parameter of the function around a call that is an argument of the call.
struct HandedOn {
  const clang::ParmVarDecl *Parameter = nullptr;
  unsigned Place = 0; ///< of the argument

  unsigned index() const { return Parameter->getFunctionScopeIndex(); }
  clang::QualType type() const { return Parameter->getType(); }
  StringRef name() const { return Parameter->getName(); }
  TextRange range() const { return {Place, Place + static_cast<unsigned>(name().size())}; }
};

/// The parameter that argument \p Index of \p Site is the name of.
std::optional<HandedOn> parameterAt(const CallSite &Site, unsigned Index) {
  const auto *Name = dyn_cast<clang::DeclRefExpr>(Site.Call.getArg(Index)->IgnoreParenImpCasts());
  const auto *Parameter = Name ? dyn_cast<clang::ParmVarDecl>(Name->getDecl()) : nullptr;
  TextRange Written = Site.Text.Arguments[Index];
  if (!Parameter || Parameter->getDeclContext() != &Site.Body->function() ||
      Written.in(Site.FileText) != Parameter->getName())
    return std::nullopt;
  return HandedOn{Parameter, Written.Begin};
}

/// Does evaluating \p Whole evaluate \p Part, in it, whatever happens?
bool alwaysEvaluates(const FunctionBody &Body, const clang::Stmt &Whole, const clang::Stmt &Part) {
  auto IsIn = [&](const clang::Stmt *Always) { return Body.contains(Always, &Part); };
  if (const auto *If = dyn_cast<clang::IfStmt>(&Whole))
    return IsIn(If->getCond());
  if (const auto *Choice = dyn_cast<clang::AbstractConditionalOperator>(&Whole))
    return IsIn(Choice->getCond());
  if (const auto *Operator = dyn_cast<clang::BinaryOperator>(&Whole))
    return !Operator->isLogicalOp() || IsIn(Operator->getLHS());
  return llvm::isa<clang::Expr, clang::CompoundStmt, clang::DeclStmt, clang::ReturnStmt>(&Whole);
}

bool leadsAway(const clang::Stmt &Each) {
  const auto *Assembly = dyn_cast<clang::GCCAsmStmt>(&Each);
  return llvm::isa<clang::ReturnStmt, clang::GotoStmt, clang::IndirectGotoStmt, clang::LabelStmt>(
             Each) ||
         (Assembly && Assembly->isAsmGoto());
}

/// The statement that may keep the function from making the call of \p Site, or nullptr.
const clang::Stmt *detour(const CallSite &Site) {
  const FunctionBody &Body = *Site.Body;
  for (const clang::Stmt *Each : Body.statements()) {
    if (Each == &Site.Call)
      return nullptr;
    bool IsAround = Body.contains(Each, &Site.Call);
    if (IsAround ? !alwaysEvaluates(Body, *Each, Site.Call) : leadsAway(*Each))
      return Each;
  }
  return Site.Body->function().getBody(); // it is not evaluated at all
}

class WrapperEditor {
public:
  WrapperEditor(const Catalog &Names, const std::vector<PhysicalIdiom> &Idioms,
                const CallSite &Site, HandedOn Page, HandedOn Offset, unsigned OffsetArgument,
                bool OnlyCalculates)
      : OnlyCalculates(OnlyCalculates), Target{Names, Names.contract(), Idioms}, Site(Site),
        Page(Page), Offset(Offset), OffsetArgument(OffsetArgument), Function(Site.Body->function()),
        Where(Site.Context), Own(declarations(Where)), InUnit{Site.Context, Own, Site.File, {}},
        Changed{&Function, Page.index()}, Edits(Where.Text) {}

  WrapperChange run() {
    (void)(checkFunction() && checkBody() && checkComments() && chooseName() && changeUses() &&
           finish() && makeAdapter());
    if (!Result.Blocker.empty())
      Result.Edits.clear();
    return std::move(Result);
  }

private:
  /// Those of the main file. What a precompiled header has is none of them.
  static std::vector<clang::Decl *> declarations(const SourceText &Where) {
    std::vector<clang::Decl *> Result;
    for (clang::Decl *Each : Where.Context.getTranslationUnitDecl()->noload_decls())
      if (Where.range(Each->getSourceRange()))
        Result.push_back(Each);
    return Result;
  }

  bool block(const std::string &Why) {
    Result.Blocker = Why;
    return false;
  }

  std::string line(unsigned Offset) const {
    return "line " + std::to_string(Where.lineNumber(Offset));
  }

  bool checkFunction() {
    std::optional<TextRange> Range = Where.plainRange(Function.getSourceRange());
    if (!Range)
      return block("it is in a header, or a macro makes it");
    Whole = *Range;
    if (Function.hasExternalFormalLinkage())
      return block("other files may call it");
    if (Function.isVariadic() || Page.type().getAsString() != Target.Contract.PageType ||
        !Offset.type()->isIntegerType() || Offset.index() != Page.index() + 1)
      return block("its parameters are not a page and the offset after it");
    return true;
  }

  bool checkBody() {
    for (const HandedOn &Each : {Page, Offset})
      if (std::optional<unsigned> Other = otherMention(Each))
        return block(line(*Other) + " has another use for " + Each.name().str());
    const clang::Stmt *Around = OnlyCalculates ? nullptr : detour(Site);
    std::optional<TextRange> Range = Around ? Where.range(Around->getSourceRange()) : std::nullopt;
    return !Around || block("it may not map: " + line(Range ? Range->Begin : Whole.Begin));
  }

  /// A mention of \p Of in the function, compiled or not, that is neither its declaration
  /// nor the argument.
  std::optional<unsigned> otherMention(const HandedOn &Of) const {
    StringRef Before;
    unsigned Declared = Where.nameOf(*Of.Parameter).Begin;
    for (TextRange Token : tokensIn(Where.Text, Whole)) {
      StringRef Text = Token.in(Where.Text);
      bool IsOther = Before == "." || Before == "->" || Before == "struct" ||
                     Token.Begin == Declared || Token.Begin == Of.Place;
      if (Text == Of.name() && !IsOther)
        return Token.Begin;
      Before = Text;
    }
    return std::nullopt;
  }

  /// What comments say of the two must be a line each, above the definition.
  bool checkComments() {
    for (const clang::FunctionDecl *Declaration : Function.redecls())
      for (const HandedOn &Each : {Page, Offset})
        if (Where.plainRange(Declaration->getSourceRange()) &&
            !isMendable(*Declaration, "@" + Each.name().str()))
          return block("the comment above it describes @" + Each.name().str());
    return true;
  }

  /// True if every \p Mention of a parameter in the comment above \p Declaration is a line of its
  /// own that can be replaced.
  bool isMendable(const clang::FunctionDecl &Declaration, const std::string &Mention) const {
    TextRange Comment = {beginWithComment(Where, Declaration),
                         Where.plainRange(Declaration.getSourceRange())->Begin};
    StringRef Text = Comment.in(Where.Text);
    for (size_t At = Text.find(Mention); At != StringRef::npos; At = Text.find(Mention, At + 1)) {
      StringRef Rest = Text.substr(At + Mention.size());
      if (!leadingWord(Rest).empty())
        continue;
      StringRef Before = Text.take_front(At).rsplit('\n').second;
      if (&Declaration != &Function || !Rest.starts_with(":") || !Before.trim(" \t*").empty() ||
          goesOn(Rest.split('\n').second.split('\n').first))
        return false;
    }
    return true;
  }

  /// True if \p Line, of a comment, may be a part of the description before it.
  static bool goesOn(StringRef Line) {
    StringRef Text = Line.trim(" \t\r*");
    return !Text.empty() && Text != "/" && !Text.starts_with("@");
  }

  bool chooseName() {
    Result.Address = freeAddressName(Function, Target.Contract, Where);
    return !Result.Address.empty() || block("its locals have all names for the address");
  }

  bool changeUses() {
    const std::vector<FunctionUse> Uses =
        OpsUnit::in(Target.Names, InUnit, Where).Uses[Function.getCanonicalDecl()];
    for (const FunctionUse &Use : Uses)
      if (Use.Call && Use.Call->getNumArgs() > Offset.index() &&
          !keepsOffset(*Use.Call->getArg(Offset.index())))
        return block("its parameter " + Offset.name().str() + " cuts what " +
                     line(Where.token(Use.Name->getLocation()).value_or(Whole.Begin)) + " gives");
    std::map<PageFunction, ConvertedBody> Bodies;
    Bodies[Changed].Name = Result.Address;
    SignatureChange Change(Target, InUnit, Where, Bodies, NoFamily, Edits);
    return Change.apply(Changed, Uses) || block(Change.Detail + (Change.Detail.empty() ? "" : " ") +
                                                "(" + code(Change.Refusal) + ")");
  }

  /// True if neither the parameter nor that of the call cuts \p Given, an offset.
  bool keepsOffset(const clang::Expr &Given) const {
    unsigned Bits = addressBits(Site.Context, Target.Contract);
    const clang::FunctionDecl *Callee = Site.Call.getDirectCallee();
    return kphys::keepsOffset(Site.Context, Offset.type(), Given, Bits) && Callee &&
           OffsetArgument < Callee->getNumParams() &&
           kphys::keepsOffset(Site.Context, Callee->getParamDecl(OffsetArgument)->getType(), Given,
                              Bits);
  }

  bool finish() {
    renameFunction(Function, Target.Contract, Where, Edits);
    renameInComment(Function, {Page.name(), Offset.name()}, Result.Address, Where, Edits);
    std::optional<std::vector<TextEdit>> Made = Edits.finish();
    if (!Made)
      return block("its calls are in each other");
    Result.Edits = std::move(*Made);
    return true;
  }

  bool makeAdapter() {
    EditSet Original(Where.Text);
    std::map<PageFunction, ConvertedBody> Bodies;
    Bodies[Changed].Name = Result.Address;
    (void)SignatureChange(Target, InUnit, Where, Bodies, NoFamily, Original)
        .changeDeclarations(Changed);
    std::string New = nameWithAddress(Function, Target.Contract, Where);
    Result.IsTentative = keepsNameForHeader(Function, Target.Contract, Where);
    // The parameter's type is none of the macro: it keepsOffset(). And no macro is expanded before
    // a parenthesis.
    for (const clang::FunctionDecl *Each : Function.redecls())
      Original.replace(Where.nameOf(*Each), "(" + New + ")");
    Original.replace(Page.range(), Result.Address);
    Original.replace(Offset.range(), "kphys_none");
    unsigned First = Where.plainRange(Function.getFirstDecl()->getSourceRange())->Begin;
    Original.insert(First,
                    "\n#define " +
                        adapterMacro({Function.getNameAsString(), New, Function.getNumParams(),
                                      Page.index(), "__SIZE_TYPE__"},
                                     Target.Contract) +
                        "\n");
    std::optional<std::vector<TextEdit>> Made = Original.finish();
    if (!Made)
      return block("its declarations are in each other");
    Result.Adapter = std::move(*Made);
    return true;
  }

  const bool OnlyCalculates;
  const OpsTarget Target;
  const CallSite &Site;
  const HandedOn Page, Offset;
  const unsigned OffsetArgument; ///< of the call
  const clang::FunctionDecl &Function;
  const SourceText Where;
  std::vector<clang::Decl *> Own; ///< of the main file
  const UnitSite InUnit;
  const PageFunction Changed;
  const OpsFamily NoFamily; ///< nothing of it is stored in a callback
  EditSet Edits;
  TextRange Whole; ///< the function
  WrapperChange Result;
};

} // namespace

std::optional<WrapperChange> kphys::changeWrapper(const Catalog &Names,
                                                  const std::vector<PhysicalIdiom> &Idioms,
                                                  const CallSite &Site, unsigned Page,
                                                  unsigned Offset, bool OnlyCalculates) {
  if (!Site.Body || !Site.Where.Macro.empty())
    return std::nullopt;
  std::optional<HandedOn> PageParameter = parameterAt(Site, Page);
  std::optional<HandedOn> OffsetParameter = parameterAt(Site, Offset);
  if (!PageParameter || !OffsetParameter)
    return std::nullopt;
  return WrapperEditor(Names, Idioms, Site, *PageParameter, *OffsetParameter, Offset,
                       OnlyCalculates)
      .run();
}
