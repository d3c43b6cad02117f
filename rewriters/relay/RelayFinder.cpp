// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/relay/RelayFinder.h"

#include "checks/bodies/FunctionBody.h"
#include "rewriters/FileScope.h"
#include "rewriters/ops/Renames.h"
#include "rewriters/relay/RelayText.h"

using namespace kphys;
using llvm::StringRef;

namespace {

bool isPage(const clang::FunctionProtoType &Of, unsigned Page, const PageContract &Contract) {
  return Page + 1 < Of.getNumParams() && !Of.isVariadic() &&
         Of.getParamType(Page).getAsString() == Contract.PageType &&
         Of.getParamType(Page + 1)->isIntegerType();
}

/// Looks for what hands a page and its offset on, and is not known yet.
class RelayFinder : RelayUnit {
public:
  explicit RelayFinder(const RelayUnit &In) : RelayUnit(In) {}

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
    if (!Record->getIdentifier() || !Record->isStruct() || !Written)
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
};

} // namespace

void kphys::findRelays(const RelayUnit &In) { RelayFinder(In).run(); }
