// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/FamilyConversion.h"

#include "checks/sources/Directives.h"
#include "rewriters/ops/BodyConversion.h"
#include "rewriters/ops/EntryGuard.h"
#include "rewriters/ops/Renames.h"
#include "rewriters/ops/SignatureChange.h"

using namespace kphys;
using llvm::StringRef;
using Effect = Callback::Effect;

namespace {

/// True if \p Function, of which parameter \p Page is a page and the next one its offset, can be
/// given an address: all its callers are known and in this file.
bool isHelper(const PageContract &Contract, const SourceText &Where, const OpsUnit &Unit,
              const clang::FunctionDecl *Function, unsigned Page) {
  const clang::FunctionDecl *Definition = definitionOf(Function);
  if (!Definition || Definition->hasExternalFormalLinkage() || Definition->isVariadic() ||
      Page + 1 >= Definition->getNumParams() || !Where.plainRange(Definition->getSourceRange()) ||
      Definition->getParamDecl(Page)->getType().getAsString() != Contract.PageType ||
      !Definition->getParamDecl(Page + 1)->getType()->isIntegerType())
    return false;
  auto Uses = Unit.Uses.find(Definition->getCanonicalDecl());
  return Uses != Unit.Uses.end() && llvm::all_of(Uses->second, [&](const FunctionUse &Use) {
           return Use.Call && Where.token(Use.Name->getLocation());
         });
}

class FamilyEditor {
public:
  FamilyEditor(const OpsTarget &Target, const UnitSite &Site, const SourceText &Where,
               const OpsUnit &Unit, const OpsFamily &Family, const std::set<PageFunction> &Rejected)
      : Contract(Target.Contract), Target(Target), Site(Site), Where(Where), Unit(Unit),
        Family(Family), Rejected(Rejected), Edits(Where.Text) {}

  ConvertedFamily run() {
    (void)(checkStores() && convertBodies() && guardRoots() && guardUnmaps() && convertUses());
    if (Result.Refusal != Reason::None)
      return std::move(Result);
    rename();
    finish();
    return std::move(Result);
  }

  /// A helper that turned out not to be convertible: try again without.
  std::optional<PageFunction> BadHelper;

private:
  bool refuse(Reason Why, std::string Detail) {
    Result.Refusal = Why;
    Result.Detail = std::move(Detail);
    return false;
  }

  static const Callback &callback(const CallbackStore &Store) { return *Store.Known->Converts; }

  bool checkStores() {
    for (const CallbackStore *Store : Family) {
      if (!Store->Function || Store->Table.empty())
        return refuse(Reason::CallbackNotAFunction, Store->Known->displayName());
      std::string Name = Store->Function->getNameAsString();
      const clang::FunctionDecl *Definition = definitionOf(Store->Function);
      bool IsHere = Definition && Where.plainRange(Definition->getSourceRange());
      bool MayStay = Store->effect() == Effect::MapRaw || Store->effect() == Effect::UnmapRaw;
      if (!IsHere && !MayStay)
        return refuse(Reason::DefinedElsewhere, Name);
      if (!MayStay && Definition->hasExternalFormalLinkage())
        return refuse(Reason::ExternalLinkage, Name);
      if (Store->effect() != Effect::Map)
        continue;
      PageFunction Root = {Definition, callback(*Store).Page};
      if (!hasSignature(Root, callback(*Store)))
        return refuse(Reason::CallbackSignature, Name);
      Roots.insert(Root);
      addFunction(Root);
    }
    for (const CallbackStore *Store : Family)
      if (!isAlwaysThere(*Store))
        return refuse(Reason::ConditionalCallback, Store->Known->displayName());
    for (const CallbackStore *Store : Family)
      if (isRaw(*Store) &&
          !inTable(*Store, Store->effect() == Effect::MapRaw ? Effect::Map : Effect::Unmap))
        return refuse(Reason::NoPageCallback, Store->Function->getNameAsString());
    return true;
  }

  bool hasSignature(const PageFunction &Root, const Callback &Known) const {
    return Root.Definition->getNumParams() > std::max(Root.Page + 1, Known.Attributes) &&
           Root.page()->getType().getAsString() == Contract.PageType &&
           Root.offset()->getType()->isIntegerType() && !Root.page()->getName().empty() &&
           !Root.offset()->getName().empty();
  }

  /// True if whoever compiles the struct, or the function that fills it, has \p Store in it. Where
  /// it is made by a macro its text cannot be edited anyway.
  bool isAlwaysThere(const CallbackStore &Store) const {
    if (Store.Whole.Begin == Store.Whole.End)
      return true;
    unsigned Depth = 1;
    for (TextRange Token : llvm::reverse(tokensIn(Where.Text, {0, Store.Whole.Begin}))) {
      StringRef Text = Token.in(Where.Text);
      Depth += Text == "}";
      Depth -= Text == "{";
      if (Depth == 0)
        return conditionsAt(Where.Text, Token.Begin) == conditionsAt(Where.Text, Store.Whole.Begin);
    }
    return true;
  }

  /// True if whoever compiles \p User has \p Function, too.
  bool isThereFor(const clang::FunctionDecl &Function, const clang::FunctionDecl &User) const {
    const clang::FunctionDecl *Definition = definitionOf(&Function);
    std::optional<TextRange> Range =
        Definition ? Where.plainRange(Definition->getSourceRange()) : std::nullopt;
    if (!Range)
      return true; // of another file, which declares it
    std::vector<unsigned> Of = conditionsAt(Where.Text, Range->Begin);
    std::vector<unsigned> Here =
        conditionsAt(Where.Text, Where.plainRange(User.getSourceRange())->Begin);
    return Of.size() <= Here.size() && std::equal(Of.begin(), Of.end(), Here.begin());
  }

  static bool isRaw(const CallbackStore &Store) {
    return Store.effect() == Effect::MapRaw || Store.effect() == Effect::UnmapRaw;
  }

  /// The member of that effect in the struct of \p Of.
  const CallbackStore *inTable(const CallbackStore &Of, Effect Does) const {
    for (const CallbackStore *Each : Family)
      if (Each->Table == Of.Table && Each->effect() == Does)
        return Each;
    return nullptr;
  }

  /// The function that takes raw addresses where \p Function takes the others: one, none (nullptr),
  /// or an error where it depends on the struct.
  bool rawPartner(const clang::FunctionDecl *Function, Effect Does, Effect Raw,
                  const clang::FunctionDecl *&Partner) {
    bool IsFirst = true;
    for (const CallbackStore *Store : Family) {
      if (Store->effect() != Does || definitionOf(Store->Function) != Function)
        continue;
      const CallbackStore *Found = inTable(*Store, Raw);
      const clang::FunctionDecl *Next = Found ? Found->Function : nullptr;
      if (!IsFirst && Next != Partner)
        return refuse(Reason::RawCallbacksDiffer, Function->getNameAsString());
      Partner = Next;
      IsFirst = false;
    }
    return true;
  }

  void addFunction(const PageFunction &Of) {
    if (Bodies.try_emplace(Of).second)
      Pending.push_back(Of);
  }

  bool convertBodies() {
    BodyOptions Options = {Contract, Where, Site.IsMacro(Contract.HighmemOption),
                           [&](const clang::FunctionDecl *Callee, unsigned Page) {
                             return isConverted(Callee, Page);
                           }};
    while (!Pending.empty()) {
      PageFunction Next = Pending.back();
      Pending.pop_back();
      ConvertedBody &Body = Bodies[Next] = convertBody(Options, Next, Edits);
      if (Body.Refusal != Reason::None) {
        if (!Roots.count(Next))
          BadHelper = Next;
        return refuse(Body.Refusal, Next.Definition->getNameAsString() + "(): " + Body.Detail);
      }
    }
    return true;
  }

  bool isConverted(const clang::FunctionDecl *Callee, unsigned Page) {
    PageFunction Wanted = {definitionOf(Callee), Page};
    if (!Wanted.Definition || Rejected.count(Wanted))
      return false;
    if (Bodies.count(Wanted))
      return true;
    for (const auto &[Known, Body] : Bodies) // one pair a function
      if (Known.Definition == Wanted.Definition)
        return false;
    if (!isHelper(Contract, Where, Unit, Callee, Page))
      return false;
    addFunction(Wanted);
    return true;
  }

  bool guardRoots() {
    for (const auto &[Of, Body] : Bodies) {
      EntryGuard Guard = {*Of.Definition, "", Body.Hoisted,
                          [&, Of = Of, &Body = Body](const clang::ValueDecl *Value) {
                            return Body.isAddress(Value, Of);
                          },
                          Body.Absorbed};
      if (Roots.count(Of) && !rootTest(Of, Body.Name, Guard.Test))
        return false;
      if (!insert(Guard))
        return false;
    }
    return true;
  }

  bool insert(const EntryGuard &Guard) {
    GuardOutcome Outcome = insertGuard(Guard, Where, Contract, Edits);
    Result.IsTentative |= Outcome.LacksBodies;
    return Outcome.Refusal == Reason::None ||
           refuse(Outcome.Refusal, Guard.Function.getNameAsString());
  }

  /// What a callback does first with an address that is no memory.
  bool rootTest(const PageFunction &Root, const std::string &Address, std::string &Test) {
    const clang::FunctionDecl *Raw = nullptr;
    if (!rawPartner(Root.Definition, Effect::Map, Effect::MapRaw, Raw))
      return false;
    std::string Flags = attributesOf(Root.Definition, Effect::Map);
    if (Raw) {
      Test = "if (" + Flags + " & " + Contract.RawFlag + ")\n\treturn " +
             rawCall(*Raw, *Root.Definition, Flags, &Root, Address) + ";";
      return declareBefore(*Raw, *Root.Definition);
    }
    if (!alwaysFails(Root))
      Test = "if (unlikely(" + Flags + " & " + Contract.RawFlag + "))\n\treturn " + Contract.Error +
             ";";
    return true;
  }

  std::string attributesOf(const clang::FunctionDecl *Function, Effect Does) const {
    for (const CallbackStore *Store : Family)
      if (Store->effect() == Does && definitionOf(Store->Function) == Function)
        return Function->getParamDecl(callback(*Store).Attributes)->getNameAsString();
    return {};
  }

  /// The call of \p Raw with the parameters of \p Caller.
  std::string rawCall(const clang::FunctionDecl &Raw, const clang::FunctionDecl &Caller,
                      const std::string &Flags, const PageFunction *Root,
                      const std::string &Address) const {
    std::string Arguments;
    for (unsigned I = 0; I < Caller.getNumParams(); ++I) {
      if (Root && I == Root->Page + 1)
        continue;
      std::string Name = Caller.getParamDecl(I)->getNameAsString();
      if (Root && I == Root->Page)
        Name = Address;
      else if (Name == Flags)
        Name += " & ~" + Contract.RawFlag;
      Arguments += (I == 0 ? "" : ", ") + Name;
    }
    std::string Name = Raw.getNameAsString();
    return Name + "(" + Arguments + ")";
  }

  /// True for a body that is nothing but the error.
  bool alwaysFails(const PageFunction &Root) const {
    const auto *Body = llvm::cast<clang::CompoundStmt>(Root.Definition->getBody());
    const auto *Return =
        Body->size() == 1 ? llvm::dyn_cast<clang::ReturnStmt>(Body->body_front()) : nullptr;
    std::optional<TextRange> Value = Return && Return->getRetValue()
                                         ? Where.range(Return->getRetValue()->getSourceRange())
                                         : std::nullopt;
    return Value && Value->in(Where.Text) == Contract.Error;
  }

  /// Sees to it that \p Function is declared where \p User is defined.
  bool declareBefore(const clang::FunctionDecl &Function, const clang::FunctionDecl &User) {
    if (!isThereFor(Function, User))
      return refuse(Reason::ConditionalCallback, Function.getNameAsString());
    if (Where.Sources.isBeforeInTranslationUnit(Function.getFirstDecl()->getLocation(),
                                                User.getLocation()))
      return true;
    const clang::FunctionDecl *Definition = definitionOf(&Function);
    std::optional<TextRange> Range =
        Definition ? Where.plainRange(Definition->getSourceRange()) : std::nullopt;
    if (!Range)
      return refuse(Reason::DefinedElsewhere, Function.getNameAsString());
    unsigned Brace = *Where.token(Definition->getBody()->getBeginLoc());
    std::string Text = TextRange{Range->Begin, Brace}.in(Where.Text).rtrim().str() + ";\n\n";
    Edits.insert(beginWithComment(Where, User), Text);
    return true;
  }

  bool guardUnmaps() {
    std::set<const clang::FunctionDecl *> Done;
    for (const CallbackStore *Store : Family) {
      const clang::FunctionDecl *Definition = definitionOf(Store->Function);
      if (Store->effect() != Effect::Unmap || !Done.insert(Definition).second)
        continue;
      Renamed.insert(Definition);
      const clang::FunctionDecl *Raw = nullptr;
      if (!rawPartner(Definition, Effect::Unmap, Effect::UnmapRaw, Raw))
        return false;
      std::string Flags = attributesOf(Definition, Effect::Unmap);
      std::string Test = "if (" + Flags + " & " + Contract.RawFlag + ")";
      if (Raw && definitionOf(Raw) == Definition) {
        if (llvm::any_of(ValueUses::of(*Definition, Where, nullptr, nullptr).Named,
                         [&](const auto &Each) { return Each.second->getName() == Flags; }))
          return refuse(Reason::RawCallbacksDiffer, Definition->getNameAsString());
        continue; // it does the same for both
      }
      if (Raw)
        Test += " {\n\t" + rawCall(*Raw, *Definition, Flags, nullptr, "") + ";\n\treturn;\n}";
      else if (mapsRaw(Definition))
        Test += "\n\treturn;"; // nothing was done to unmap it
      else
        continue;
      EntryGuard Guard = {
          *Definition, Test, {}, [](const clang::ValueDecl *) { return false; }, nullptr};
      if (!insert(Guard) || (Raw && !declareBefore(*Raw, *Definition)))
        return false;
    }
    return true;
  }

  /// True if \p Unmap is in a struct that has a function which maps raw addresses.
  bool mapsRaw(const clang::FunctionDecl *Unmap) const {
    return llvm::any_of(Family, [&](const CallbackStore *Store) {
      return Store->effect() == Effect::Unmap && definitionOf(Store->Function) == Unmap &&
             inTable(*Store, Effect::MapRaw);
    });
  }

  /// Signatures and calls of what was converted.
  bool convertUses() {
    SignatureChange Change(Target, Site, Where, Bodies, Family, Edits);
    for (const auto &[Of, Body] : Bodies) {
      Renamed.insert(Of.Definition);
      auto Uses = Unit.Uses.find(Of.Definition->getCanonicalDecl());
      static const std::vector<FunctionUse> None;
      if (!Change.apply(Of, Uses == Unit.Uses.end() ? None : Uses->second))
        return refuse(Change.Refusal, Change.Detail);
    }
    return true;
  }

  void rename() {
    for (const clang::FunctionDecl *Function : Renamed) {
      Result.IsTentative |= keepsNameForHeader(*Function, Contract, Where);
      renameFunction(*Function, Contract, Where, Edits);
    }
    for (const auto &[Of, Body] : Bodies)
      renameInComment(*Of.Definition, {Of.page()->getName(), Of.offset()->getName()}, Body.Name,
                      Where, Edits);
  }

  void finish() {
    for (const CallbackStore *Store : Family) {
      TextRange Member = Where.word(*Where.token(Store->Member));
      if (isRaw(*Store))
        Edits.remove(linesOf(*Store));
      else
        Edits.replace(Member, callback(*Store).Becomes);
      Result.Edits[Store] = Edits.take(isRaw(*Store) ? linesOf(*Store) : Store->Whole);
    }
    std::optional<std::vector<TextEdit>> Rest = Edits.finish();
    if (!Rest) {
      refuse(Reason::OverlappingEdits, Family.front()->Function->getNameAsString());
      return;
    }
    Result.Common = std::move(*Rest);
    for (const auto &[Of, Body] : Bodies)
      for (const std::string &Residue : Body.Residues)
        Result.Detail += (Result.Detail.empty() ? "still needs the page: " : "; ") + Residue;
  }

  /// The lines of a raw callback, which is a part of the other one now. With those that end a
  /// struct goes the blank line before them.
  TextRange linesOf(const CallbackStore &Store) const {
    unsigned Begin = Where.lineStart(Store.Whole.Begin), End = Where.nextLine(Store.Whole.End);
    StringRef Rest = Where.text(Store.Whole.End, End).ltrim();
    bool HasEnd = Rest.consume_front(",") || Rest.consume_front(";");
    if (!Where.text(Begin, Store.Whole.Begin).trim().empty() || !tokensIn(Rest).empty()) {
      unsigned Last = HasEnd ? Rest.ltrim(" \t").begin() - Where.Text.begin() : Store.Whole.End;
      return {Store.Whole.Begin, Last}; // other things are on that line
    }
    StringRef Before = Where.Text.take_front(Begin);
    unsigned Empty = Before.ends_with("\n\r\n") ? 2 : Before.ends_with("\n\n") ? 1 : 0;
    if (Empty == 0)
      return {Begin, End};
    unsigned Last = End;
    for (const CallbackStore *Each : Family)
      if (isRaw(*Each) && Where.lineStart(Each->Whole.Begin) == Last)
        Last = Where.nextLine(Each->Whole.End);
    bool EndsStruct = Where.Text.substr(Last).ltrim(" \t").starts_with("}");
    return {EndsStruct ? Begin - Empty : Begin, End};
  }

  const PageContract &Contract;
  const OpsTarget &Target;
  const UnitSite &Site;
  const SourceText &Where;
  const OpsUnit &Unit;
  const OpsFamily &Family;
  const std::set<PageFunction> &Rejected;
  EditSet Edits;
  ConvertedFamily Result;
  std::set<PageFunction> Roots;
  std::map<PageFunction, ConvertedBody> Bodies;
  std::vector<PageFunction> Pending;
  std::set<const clang::FunctionDecl *> Renamed;
};

} // namespace

ConvertedFamily kphys::convertFamily(const OpsTarget &Target, const UnitSite &Site,
                                     const SourceText &Where, const OpsUnit &Unit,
                                     const OpsFamily &Family) {
  std::set<PageFunction> Rejected;
  while (true) {
    FamilyEditor Editor(Target, Site, Where, Unit, Family, Rejected);
    ConvertedFamily Result = Editor.run();
    if (!Editor.BadHelper)
      return Result;
    Rejected.insert(*Editor.BadHelper);
  }
}

std::vector<std::pair<std::string, std::string>> kphys::helperPairs(const OpsTarget &Target,
                                                                    const UnitSite &,
                                                                    const SourceText &Where,
                                                                    const OpsUnit &Unit) {
  std::vector<std::pair<std::string, std::string>> Result;
  std::set<PageFunction> Seen;
  std::vector<PageFunction> Pending;
  for (const CallbackStore &Store : Unit.Stores)
    if (const clang::FunctionDecl *Definition = definitionOf(Store.Function);
        Definition && Store.effect() == Effect::Map &&
        Definition->getNumParams() > Store.Known->Converts->Page + 1)
      Pending.push_back({Definition, Store.Known->Converts->Page});
  while (!Pending.empty()) {
    PageFunction Next = Pending.back();
    Pending.pop_back();
    if (!Seen.insert(Next).second)
      continue;
    for (const auto &[At, Call] :
         ValueUses::of(*Next.Definition, Where, Next.page(), Next.offset()).PairCalls)
      if (Call.Callee && isHelper(Target.Contract, Where, Unit, Call.Callee, Call.Index)) {
        Result.emplace_back(Next.Definition->getNameAsString(), Call.Callee->getNameAsString());
        Pending.push_back({definitionOf(Call.Callee), Call.Index});
      }
  }
  return Result;
}
