// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/FunctionMappings.h"

#include "rewriters/kmap/UnmapArgument.h"
#include "rewriters/kmap/UseAfterUnmap.h"
#include "rewriters/kmap/VisibleName.h"
#include "clang/AST/Attr.h"

using namespace kphys;

namespace {

std::string linePrefix(const clang::ASTContext &Context, clang::SourceLocation Where) {
  return "line " + std::to_string(Context.getSourceManager().getExpansionLineNumber(Where)) + ": ";
}

/// The offset of a call that maps or unmaps, by its text, and is none of \p Calls: one that this
/// configuration leaves out.
std::optional<unsigned> unseenCall(const Catalog &Names, const FunctionText &In,
                                   const std::vector<MappingCall> &Calls) {
  std::set<unsigned> Seen;
  for (const MappingCall &Call : Calls)
    if (Call.Name)
      Seen.insert(Call.Name->Offset);
  std::vector<TextRange> Tokens = tokensIn(In.Text, In.Body);
  for (size_t I = 0; I + 1 < Tokens.size(); ++I) {
    std::optional<unsigned> Known = Names.find(Tokens[I].in(In.Text));
    bool IsCall = Known && Names.apis()[*Known].Maps && Tokens[I + 1].in(In.Text) == "(";
    bool IsMember =
        I > 0 && (Tokens[I - 1].in(In.Text) == "->" || Tokens[I - 1].in(In.Text) == ".");
    if (IsCall && !IsMember && !Seen.count(Tokens[I].Begin))
      return Tokens[I].Begin;
  }
  return std::nullopt;
}

} // namespace

FunctionMappings::FunctionMappings(const Catalog &Names, MappingQuestions &Asked, Mappings InSite,
                                   const MappingHelper *Self, const FunctionSite &Site)
    : Site(Site), Found(std::move(InSite)), Self(Self) {
  follow(Asked);
  findEscapes(Asked.Escapes);
  for (const auto &[Group, Needs] : Relied)
    if (Needs.Parts != 0 && Needs.Unknown.empty() && (!Self || Self->Group != Group) &&
        Found.isAtomic(Group))
      Guards.merge(spellOutAtomic(Names, Asked.OnAtomic, Site, Found, Flow, Group, Needs.Parts));
  FunctionBody Body(Site.Function, Site.Context);
  Shorter = CopyHelpers::in(Names, Site, Body, Found);
  checkAddresses(Names, Body);
  FunctionText In(Site);
  if (std::optional<unsigned> Call = unseenCall(Names, In, Found.Calls))
    UnseenLine = In.lineNumber(*Call);
}

void FunctionMappings::follow(MappingQuestions &Asked) {
  std::optional<unsigned> AtEntry;
  if (Self && Self->Effect.Does != Mapping::Effect::Map)
    AtEntry = Self->Group;
  auto Visit = [&](const clang::Stmt &Part, const std::set<unsigned> &Mapped) {
    auto Store = Found.Stores.find(&Part);
    for (unsigned Group : Mapped) {
      // Other variables made from the handle may walk.
      const MappingGroup &Of = Found.Groups[Group];
      if (Of.Changes.count(&Part) && Store != Found.Stores.end() && Store->second == Of.Handle)
        Changed.try_emplace(Group, &Part);
      auto Through = Found.StoresThrough.find(&Part);
      if ((Store != Found.Stores.end() && Of.PageParts.count(Store->second)) ||
          (Through != Found.StoresThrough.end() && Of.PageParts.count(Through->second)))
        PageChanged.try_emplace(Group, &Part);
    }
    std::vector<unsigned> Atomic, Kmap;
    llvm::copy_if(Mapped, std::back_inserter(Atomic),
                  [&](unsigned Group) { return Found.hasAtomicCall(Group); });
    llvm::copy_if(Mapped, std::back_inserter(Kmap),
                  [&](unsigned Group) { return Found.hasKmapCall(Group); });
    if (!Atomic.empty())
      note(Part.getBeginLoc(), Asked.OnAtomic.in(Part), Relied, Atomic);
    if (!Kmap.empty())
      note(Part.getBeginLoc(), Asked.OnKmap.in(Part), ReliedOnKmap, Kmap);
  };
  auto VisitCleanup = [&](const clang::VarDecl &Of, const clang::FunctionDecl &Runs,
                          const std::set<unsigned> &Mapped) {
    for (unsigned Group : Mapped)
      if (Found.hasAtomicCall(Group))
        note(Of.getLocation(), Asked.OnAtomic.of(Runs), Relied, Group);
      else if (Found.hasKmapCall(Group))
        note(Of.getLocation(), Asked.OnKmap.of(Runs), ReliedOnKmap, Group);
  };
  Flow = MappingFlow::through(Site, Found, AtEntry, Visit, VisitCleanup);
}

/// Takes note of what runs while \p Groups are mapped relies on, because of what is at \p Where.
void FunctionMappings::note(clang::SourceLocation Where, Reliance Here,
                            std::map<unsigned, Reliance> &Into, llvm::ArrayRef<unsigned> Groups) {
  std::string Line = linePrefix(Site.Context, Where);
  if (Here.Parts != 0)
    Here.Reason = Line + Here.Reason;
  if (!Here.Unknown.empty())
    Here.Unknown = Line + Here.Unknown;
  for (unsigned Group : Groups)
    Into[Group] |= Here;
}

Reliance FunctionMappings::reliedOn(unsigned Group) const {
  Reliance Result;
  for (const auto *Each : {&Relied, &ReliedOnKmap})
    if (auto Found = Each->find(Group); Found != Each->end())
      Result |= Found->second;
  return Result;
}

/// A kmap() mapping is good for every thread: whoever gets its address may use it anywhere. Who
/// gets that of another one may unmap it where this function does not.
void FunctionMappings::findEscapes(AddressEscapes &Escapes) {
  for (unsigned Group = 0; Group < Found.Groups.size(); ++Group) {
    if (!Found.hasKmapCall(Group) && !Flow.OpenAtEnd.count(Group))
      continue;
    std::vector<const clang::Expr *> Made;
    for (const MappingCall &Call : Found.Calls)
      if (Call.Group == Group && Call.maps())
        Made.push_back(Call.Call);
    if (std::optional<Escape> First = Escapes.of(Site.Function, Made))
      Escaped.emplace(Group, std::move(*First));
  }
}

/// What is done with addresses that are not in the page, or not any more.
void FunctionMappings::checkAddresses(const Catalog &Names, FunctionBody &Body) {
  constexpr Reason WrongBefore = Reason::BrokenBefore;
  std::unique_ptr<clang::CFG> Graph = graphOf(Site);
  if (!Graph)
    return;
  for (const auto &[Group, Use] : usesAfterUnmap(Found, Body, *Graph)) {
    const char *What = Use.Unmaps ? "the mapping is unmapped once more"
                                  : "the address is used after it was unmapped";
    if (Use.IsOnAllWays)
      Wrong.try_emplace(Group, because(WrongBefore, Use.Where, What));
    else
      UsedUnclearly.try_emplace(Group, because(Reason::ControlFlowUnclear, Use.Where,
                                               std::string(What) + " on some ways"));
  }
  findMoves(Body);
  PageBound Bound(Names, Body, Site.Context);
  UnmapArguments Arguments(Found, Body, *Graph, Bound);
  for (const MappingCall &Call : Found.Calls) {
    if (std::optional<WrongUnmap> Found = Arguments.wrongIn(Call))
      Wrong.try_emplace(Call.Group,
                        because(Found->IsShown ? WrongBefore : Reason::UnmapAddressUnclear,
                                Found->Where, Found->What));
    auto Instead = Flow.Exchanged.find(Call.Call);
    const bool IsExchanged = Instead != Flow.Exchanged.end();
    const bool IsOfPage = Call.Effect->Does == Mapping::Effect::UnmapPage;
    if (!(IsOfPage || IsExchanged) || Shorter.Edits.count(Call.Call))
      continue;
    if (const auto *Ended = llvm::dyn_cast_or_null<clang::VarDecl>(endedBy(Call));
        Ended && !isVisibleAt(*Ended, *Call.Call, Body))
      Hidden.try_emplace(Call.Group, Call.Call);
    if (!IsOfPage)
      continue;
    unsigned Group = IsExchanged ? Instead->second : Call.Group;
    if (!Arguments.isInPage(endedBy(Call), Call, Group))
      OutOfPage.try_emplace(Call.Group, Call.Call);
  }
}

/// Two mappings of one page have one address, with kmap(); a mapping of the thread's own has
/// another each time. memmove() compares addresses.
void FunctionMappings::findMoves(const FunctionBody &Body) {
  std::set<unsigned> Groups;
  for (const MappingCall &Call : Found.Calls)
    if (Found.hasKmapCall(Call.Group))
      Groups.insert(Call.Group);
  if (Groups.size() < 2)
    return;
  for (const auto *Call : Body.all<clang::CallExpr>()) {
    const clang::FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getIdentifier() && Callee->getName().ends_with("memmove"))
      for (unsigned Group : Groups)
        Compared.try_emplace(Group, Call);
  }
}

void FunctionMappings::add(const MappingOrder &Order) {
  for (const auto &[Group, Found] : Order.Wrong) {
    std::string What = "a later mapping is still there";
    if (Found.By)
      What += ", made by " + Found.By->getNameAsString() + "()";
    Wrong.try_emplace(Group, because(Found.WasWrong ? Reason::BrokenBefore : Reason::UnmapOrder,
                                     Found.Where, What));
  }
}

void FunctionMappings::addEnders(const std::set<const clang::FunctionDecl *> &Ends) {
  if (Ends.empty())
    return;
  for (const auto *Call : FunctionBody(Site.Function, Site.Context).all<clang::CallExpr>()) {
    const clang::FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Ends.count(Callee->getCanonicalDecl()))
      continue;
    for (unsigned Group = 0; Group < Found.Groups.size(); ++Group)
      if (Found.hasKmapCall(Group) || Flow.OpenAtEnd.count(Group))
        Wrong.try_emplace(Group, because(Reason::PageOfUnmapUnclear, Call,
                                         Callee->getNameAsString() + "() may unmap the page"));
  }
}

const clang::ValueDecl *FunctionMappings::endedBy(const MappingCall &Call) const {
  auto Instead = Flow.Exchanged.find(Call.Call);
  return Instead == Flow.Exchanged.end() ? Call.Handle : Found.Groups[Instead->second].Handle;
}

MappingRefusal FunctionMappings::because(Reason Why, const clang::Stmt *Where,
                                         llvm::StringRef What) const {
  clang::SourceLocation Place = Where ? Where->getBeginLoc() : Site.Function.getEndLoc();
  return {Why, linePrefix(Site.Context, Place) + What.str()};
}

std::optional<MappingRefusal> FunctionMappings::refusal(const MappingCall &Call) const {
  if (std::optional<MappingRefusal> Kept = unseenCallRefusal())
    return Kept;
  if (!Call.Handle && Shorter.Edits.count(Call.Call))
    return std::nullopt; // it goes with the statements around it
  std::optional<MappingRefusal> Kept = leaving(Call);
  if (!Kept)
    Kept = whileMapped(Call);
  return Kept ? Kept : endedElsewhere(Call);
}

/// Who may end a mapping of kmap_atomic() besides the function, as far as others get to see it.
std::optional<MappingRefusal> FunctionMappings::endedElsewhere(const MappingCall &Call) const {
  constexpr Reason Leaves = Reason::MappingLeavesFunction;
  const MappingGroup &Group = Found.Groups[Call.Group];
  if (!Call.Effect->IsAtomic || (Self && Self->Group == Call.Group))
    return std::nullopt;
  if (Group.ReachedBy)
    return because(Leaves, Group.ReachedBy, "who is handed the struct may map or unmap by it");
  if (!Flow.OpenAtEnd.count(Call.Group))
    return std::nullopt;
  if (Group.HandedTo)
    return because(Leaves, Group.HandedTo, "who is handed the address may unmap it");
  auto Escapes = Escaped.find(Call.Group);
  return Escapes == Escaped.end() ? std::nullopt : std::optional(refusalOf(Escapes->second));
}

std::optional<MappingRefusal> FunctionMappings::unseenCallRefusal() const {
  if (!UnseenLine)
    return std::nullopt;
  return MappingRefusal{Reason::UnseenUse,
                        "line " + std::to_string(*UnseenLine) +
                            ": this configuration leaves out what maps or unmaps"};
}

bool FunctionMappings::isParameter(unsigned Group) const {
  return llvm::any_of(Found.GroupOfParameter,
                      [&](const auto &Each) { return Each.second == Group; });
}

/// Why the function does not have the mapping from end to end.
std::optional<MappingRefusal> FunctionMappings::leaving(const MappingCall &Call) const {
  constexpr Reason Leaves = Reason::MappingLeavesFunction;
  constexpr const char *EndsOther = "the function unmaps what it did not map";
  const MappingGroup &Group = Found.Groups[Call.Group];
  if (auto Other = Flow.EndsOther.find(Call.Group); Other != Flow.EndsOther.end())
    return because(Leaves, Other->second, EndsOther);
  if (Self && Self->Group == Call.Group)
    return std::nullopt;
  if (Group.Returned)
    return because(Leaves, Group.Returned, "the address is returned");
  if (!Call.Handle)
    return Call.Effect->Does == Mapping::Effect::UnmapPage
               ? because(Reason::PageOfUnmapUnclear, Call.Call,
                         "no one mapping of this function is of that page")
               : because(Reason::MappingNotInVariable, Call.Call,
                         "no variable or field takes the address, or has it to unmap");
  if (Group.Stored && Flow.OpenAtEnd.count(Call.Group))
    return because(Leaves, Group.Stored, "what is put there outlives the function");
  if (Group.Maps == 0)
    return because(Leaves, Call.Call, EndsOther);
  if (Group.Unmaps == 0)
    return because(Leaves, Group.Stored ? Group.Stored : Call.Call,
                   "the function maps and does not unmap");
  // Where others can see the address, what is unmapped may be another's.
  auto Unclear = Flow.Unclear.find(Call.Group);
  if (Call.Effect->IsAtomic && Unclear != Flow.Unclear.end() &&
      (isParameter(Call.Group) || Group.Stored))
    return because(Leaves, Unclear->second,
                   "the page is mapped on some ways to here only, and others see the address");
  return std::nullopt;
}

/// What the code between the calls has against it.
std::optional<MappingRefusal> FunctionMappings::whileMapped(const MappingCall &Call) const {
  for (const MappingCall &Each : Found.Calls)
    if (Each.Group == Call.Group && Each.Handle && Each.Handle->hasAttr<clang::CleanupAttr>())
      return because(Reason::MappingLeavesFunction, Each.Call,
                     "the variable is cleaned up, by what may unmap");
  if (!Flow.IsComplete)
    return because(Reason::ControlFlowUnclear, nullptr, "no control flow graph of the function");
  if (auto Wrong = Flow.OutOfOrder.find(Call.Group); Wrong != Flow.OutOfOrder.end())
    return because(Reason::UnmapOrder, Wrong->second, "a later mapping is still there");
  if (auto Before = this->Wrong.find(Call.Group); Before != this->Wrong.end())
    return Before->second;
  if (auto Used = UsedUnclearly.find(Call.Group); Used != UsedUnclearly.end())
    return Used->second;
  if (auto Other = Hidden.find(Call.Group); Other != Hidden.end())
    return because(Reason::UnmapAddressUnclear, Other->second,
                   "the variable of the mapping cannot be named there");
  if (!Call.Effect->IsAtomic)
    return refusalOfKmap(Call);
  for (const MappingCall &Each : Found.Calls)
    if (auto Exposed = Found.Exposed.find(Each.Handle);
        Each.Group == Call.Group && !Each.maps() && Exposed != Found.Exposed.end())
      return because(Reason::AddressChanges, Exposed->second,
                     "the address of the variable is taken");
  if (!endedBy(Call) && Flow.Exchanged.count(Call.Call))
    return because(Reason::UnmapOrder, Call.Call, "a later mapping is still there");
  auto Needs = Relied.find(Call.Group);
  if (Needs == Relied.end() || Guards.count(Call.Call))
    return std::nullopt;
  if (Needs->second.Parts != 0)
    return MappingRefusal{Reason::ReliesOnAtomic, Needs->second.Reason};
  return unknownCallee(Needs->second);
}

bool FunctionMappings::reliesOnAtomic(unsigned Group) const {
  auto Needs = Relied.find(Group);
  return Needs != Relied.end() && Needs->second.Parts != 0;
}

/// Who runs while the page is mapped and may do anything.
std::optional<MappingRefusal> FunctionMappings::unknownCallee(const Reliance &Of) {
  if (Of.Unknown.empty())
    return std::nullopt;
  return MappingRefusal{Reason::CalleeUnknown,
                        Of.Unknown + ": what it relies on while the page is mapped is not known"};
}

MappingCarrier FunctionMappings::carrier(const MappingCall &Call) const {
  using Kind = MappingCarrier::Kind;
  const MappingGroup &Group = Found.Groups[Call.Group];
  MappingCarrier Result;
  Result.Maps = Call.maps();
  const auto *Field = llvm::dyn_cast_or_null<clang::FieldDecl>(Call.Handle);
  if (!Found.hasAtomicCall(Call.Group))
    return {};
  if (Field) {
    Result.Is = Kind::Field;
    Result.Record = Field->getParent()->getNameAsString();
    Result.Field = Field->getNameAsString();
  } else if (Group.Returned || isParameter(Call.Group)) {
    Result.Is = Kind::Functions;
  } else {
    return {};
  }
  bool IsByOne =
      Field ? !Group.Returned && !isParameter(Call.Group) && !Result.Record.empty()
            : !Group.Stored && (!Call.maps() || Group.Returns + Found.NullReturns == Found.Returns);
  bool MayChange = IsByOne && Group.Replacements.empty() &&
                   (Group.Maps == 0) != (Group.Unmaps == 0) && Found.isAtomic(Call.Group) &&
                   !Self && Call.Name->Location.isFileID() && !Group.Exposed &&
                   !reliesOnAtomic(Call.Group) && !unseenCallRefusal() && !whileMapped(Call);
  return MayChange ? Result : MappingCarrier();
}

/// kmap() promises more: any thread may use the mapping, and any order of unmapping will do.
std::optional<MappingRefusal> FunctionMappings::refusalOfKmap(const MappingCall &Call) const {
  const MappingGroup &Group = Found.Groups[Call.Group];
  if (auto Escapes = Escaped.find(Call.Group); Escapes != Escaped.end())
    return refusalOf(Escapes->second);
  if (auto Moves = Compared.find(Call.Group); Moves != Compared.end())
    return because(Reason::MappingIsStored, Moves->second,
                   "what compares the addresses of two mappings, perhaps of one page");
  if (!llvm::isa_and_nonnull<clang::VarDecl>(Call.Handle))
    return because(Reason::MappingIsStored, Call.Call, "the address is in a field");
  if (Group.Exposed)
    return because(Reason::AddressChanges, Group.Exposed, "the address of the variable is taken");
  if (auto Change = Changed.find(Call.Group); Change != Changed.end())
    return because(Reason::AddressChanges, Change->second, "the variable gets another value");
  if (auto Repeated = Flow.Repeated.find(Call.Group); Repeated != Flow.Repeated.end())
    return because(Reason::AddressChanges, Repeated->second, "the variable gets another mapping");
  if (auto Change = PageChanged.find(Call.Group); Change != PageChanged.end())
    return because(Reason::PageOfUnmapUnclear, Change->second,
                   "the page that is unmapped is another");
  if (!endedBy(Call))
    return because(Reason::PageOfUnmapUnclear, Call.Call, "several variables hold the address");
  if (auto Unclear = Flow.Unclear.find(Call.Group); Unclear != Flow.Unclear.end())
    return because(Reason::ControlFlowUnclear, Unclear->second,
                   "the page is mapped on some ways to here only, or in another order");
  if (auto Asks = ReliedOnKmap.find(Call.Group);
      Asks != ReliedOnKmap.end() && Asks->second.Parts != 0)
    return MappingRefusal{Reason::MappingIsStored,
                          Asks->second.Reason +
                              ": it may be the mapped page whose address is asked for"};
  if (Flow.OpenAtEnd.count(Call.Group))
    return because(Reason::ControlFlowUnclear, Call.Call, "the page may be mapped at the end");
  if (auto Unmap = OutOfPage.find(Call.Group); Unmap != OutOfPage.end())
    return because(Reason::UnmapAddressUnclear, Unmap->second,
                   "nothing shows that the address is in the page that is mapped");
  return std::nullopt;
}

MappingRefusal FunctionMappings::refusalOf(const Escape &Found) const {
  constexpr auto ReasonOf = [](Escape::How How) {
    switch (How) {
    case Escape::How::Stored:
      return Reason::MappingIsStored;
    case Escape::How::Exposed:
      return Reason::AddressChanges;
    case Escape::How::Callee:
      return Reason::CalleeUnknown;
    case Escape::How::Returned:
      return Reason::MappingLeavesFunction;
    }
    llvm_unreachable("all are handled");
  };
  MappingRefusal Result = because(ReasonOf(Found.Is), Found.At, Found.What);
  Result.IsTentative = Found.LacksBody;
  Result.Demands = Found.Demands;
  return Result;
}
