// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/relay/RelayText.h"

#include "rewriters/address/OffsetCut.h"
#include "rewriters/ops/Renames.h"

using namespace kphys;

clang::FileID kphys::fileOf(const clang::ASTContext &Context, clang::SourceLocation Name) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  return Sources.getFileID(Sources.getSpellingLoc(Name));
}

const Relay *kphys::relayOf(const Catalog &Names, UnitSites &Unit,
                            const clang::FunctionDecl &Function) {
  std::optional<unsigned> Index =
      Function.getIdentifier() ? Names.find(Function.getName()) : std::nullopt;
  const std::optional<Relay> *Known = Index ? &Names.apis()[*Index].Relays : nullptr;
  return Known && *Known && !(*Known)->isMember() && Unit.isMeant(Function) ? &**Known : nullptr;
}

const Relay *kphys::relayOf(UnitSites &Unit, const clang::FieldDecl &Member) {
  const Api *Known = Unit.memberAs(Member);
  return Known && Known->Relays ? &*Known->Relays : nullptr;
}

bool kphys::takesAddress(const Catalog &Names, UnitSites &Unit, const PairCall &Call) {
  if (Call.Member) {
    const Relay *Known = relayOf(Unit, *Call.Member);
    return Known && Known->Page == Call.Index;
  }
  std::optional<unsigned> Index = Call.Callee && Call.Callee->getIdentifier()
                                      ? Names.find(Call.Callee->getName())
                                      : std::nullopt;
  const std::optional<Replacement> *Known = Index ? &Names.apis()[*Index].Replace : nullptr;
  const ArgumentRule *Made = Known && *Known ? (*Known)->physical() : nullptr;
  return Made && Made->Index == Call.Index && Unit.isMeant(*Call.Callee);
}

bool kphys::onlyCalculatesAddress(const PageContract &Contract, const UnitSite &Unit) {
  return llvm::any_of(Contract.ArithmeticIf, Unit.IsMacro);
}

ConvertedBody kphys::convertRelay(const RuleContext &Context, const UnitSite &Unit,
                                  const PageFunction &Of, const SourceText &Where, EditSet &Edits) {
  const PageContract &Contract = Context.Profile.contract();
  // The address is made before the call, whatever the function does first.
  ConvertedBody Refused;
  Refused.Refusal = Reason::PageNeeded;
  if (!onlyCalculatesAddress(Contract, Unit)) {
    Refused.Detail = Contract.Forms.front().Function + "() may read the page";
    return Refused;
  }
  if (Unit.Context.getIntWidth(Of.offset()->getType()) > addressBits(Unit.Context, Contract)) {
    Refused.Detail = "the offset is wider than an address";
    return Refused;
  }
  BodyOptions Options = {Contract, Where, Unit.IsMacro(Contract.HighmemOption), {}, true};
  return convertBody(Options, Of, Edits);
}

std::string kphys::whyNoRelay(const RuleContext &Context, const UnitSite &Unit,
                              const clang::FunctionDecl &Function, const clang::ParmVarDecl &Page) {
  const std::string Name = Function.getNameAsString();
  const PageFunction Of = {&Function, Page.getFunctionScopeIndex()};
  SourceText Where(Unit.Context, fileOf(Unit.Context, Function.getLocation()));
  if (Of.Page + 1 >= Function.getNumParams() || !Of.offset()->getType()->isIntegerType())
    return "its parameters are not a page and the offset after it";
  EditSet Unused(Where.Text);
  ConvertedBody Body = convertRelay(Context, Unit, Of, Where, Unused);
  if (Body.Refusal != Reason::None)
    return Body.Detail;
  return nameWithAddress(Name, Context.Profile.contract()) == Name
             ? "its name has no " + Context.Profile.contract().OldWord
             : "";
}

std::string kphys::adapterMacro(const AdaptedCall &Of, const PageContract &Contract) {
  std::string Named, Arguments;
  for (unsigned I = 0; I < Of.Parameters; ++I) {
    std::string Name = "a" + std::to_string(I), Argument = Name;
    if (I == Of.Page) {
      std::string Number = "a" + std::to_string(I + 1);
      Argument = Contract.Forms.front().Function + "((" + Contract.PageType + ")(" + Name + "))";
      Argument = "__builtin_choose_expr(!__builtin_strcmp(#" + Number + ", \"0\"), " + Argument +
                 ", " + Argument + " + (" + Of.OffsetType + ")(" + Number + "))";
    }
    Named += (I == 0 ? "" : ", ") + Name;
    if (I != Of.Page + 1)
      Arguments += (I == 0 ? "" : ", ") + Argument;
  }
  return Of.Old + "(" + Named + ") " + Of.New + "(" + Arguments + ")";
}
