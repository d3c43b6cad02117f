// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/call/CallReplacement.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Words.h"
#include "rewriters/CallSpelling.h"
#include "rewriters/FileScope.h"
#include "rewriters/address/LocalIdioms.h"
#include "rewriters/address/OffsetCut.h"
#include "rewriters/call/CallEdits.h"
#include "rewriters/call/WrapperChange.h"
#include "rewriters/relay/RelayText.h"
#include "clang/AST/ASTContext.h"

using namespace kphys;

namespace {

/// Why the call cannot be rewritten at all.
Reason refusal(const Catalog &Names, const CallSite &Site) {
  switch (Site.Text.Wrong) {
  case CallText::Problem::None:
    break;
  case CallText::Problem::NoCall:
  case CallText::Problem::Unbalanced:
    return Reason::CallNotSpelledOut;
  case CallText::Problem::Preprocessor:
    return Reason::DirectiveInCall;
  }
  // The old API and the new one are made of each other here; and an inline function of this header
  // serves modules that may not use the new, GPL-only symbols.
  std::optional<unsigned> Around = Names.find(Site.Function);
  if ((Site.File == Site.Called.Header && !Site.Called.Relays) ||
      (Around && !Names.apis()[*Around].Relays) ||
      llvm::any_of(Names.features(), [&](const Feature &Known) {
        return llvm::is_contained(Known.Provides, Site.Function);
      }))
    return Reason::ApiImplementation;
  unsigned Arity = Site.Called.Replace->oldArity();
  if (Site.Text.Arguments.size() != Arity || Site.Text.Commas.size() + 1 != Arity ||
      Site.Call.getNumArgs() < Arity)
    return Reason::ArgumentCount;
  return Reason::None;
}

/// True if a call of \p Site with a kernel address is wanted rather than one with a physical one.
bool wantsVirtual(const RuleContext &Context, const CallSite &Site) {
  std::optional<unsigned> Virtual = Context.Names.find(Site.Called.Replace->OfVirtual);
  bool HasRule = Virtual && Context.Names.apis()[*Virtual].Replace;
  return Context.Wants == Preference::Virtual ||
         (Context.Wants == Preference::ByDirectory && !HasRule &&
          Context.Names.prefersVirtual(Site.File));
}

/// What \p How makes of the call, best first. What is not wanted is mentioned in \p Into.
std::vector<EditedCall> waysOf(const RuleContext &Context, const CallSite &Site,
                               const CallEdits &How, Change &Into) {
  std::vector<EditedCall> Result = {How.of(Site)};
  std::optional<EditedCall> Virtual = How.asVirtual(Site);
  if (!Virtual || Result.front().Refusal != Reason::None)
    return Result;
  if (!wantsVirtual(Context, Site)) {
    Into.Otherwise = Virtual->After;
    return Result;
  }
  Into.Otherwise = Result.front().After;
  Into.Code = CodeDemand::MayDiffer; // it checks its argument, too
  Result.insert(Result.begin(), std::move(*Virtual));
  return Result;
}

/// Puts in front of \p Into, a change of the call alone, what is done instead where page and offset
/// are locals that were made of an address.
void addLocalIdiom(const RuleContext &Context, const CallSite &Site, const LocalIdiom &Known,
                   Change &Into) {
  const CallEdits How = {Context.Names, Context.Profile.idioms(), Known.Address, Known.Include};
  std::vector<EditedCall> Ways = waysOf(Context, Site, How, Into);
  if (Ways.front().Refusal != Reason::None)
    return;
  Ways.back().Intended = Known.Address + " is the address of that page and offset";
  for (EditedCall &Each : Ways) {
    Each.Edits.insert(Each.Edits.end(), Known.Removed.begin(), Known.Removed.end());
    llvm::sort(Each.Edits);
  }
  Into.Group = Known.Group;
  Into.Alternatives.insert(Into.Alternatives.begin(), Ways.begin(), Ways.end());
}

/// Puts in front of \p Into, a change of the call alone, what is done instead once the function
/// around is given the address, if that is a relay. True if it is.
bool addRelay(UnitSites &Unit, const RuleContext &Context, const CallSite &Site, Change &Into) {
  const Relay *Around = Site.Body && Site.Where.Macro.empty()
                            ? relayOf(Context.Names, Unit, Site.Body->function())
                            : nullptr;
  const ArgumentRule *Made = Site.Called.Replace->physical();
  if (!Around || !Made)
    return false;
  SourceText Where(Site.Context, fileOf(Site.Context, Site.Name));
  EditSet OfBody(Where.Text);
  ConvertedBody Body =
      convertRelay(Context, Unit.unit(), {&Site.Body->function(), Around->Page}, Where, OfBody);
  clang::QualType Taken = parameterType(Site.Call, Made->Offset);
  if (Body.Refusal != Reason::None ||
      !Body.HandedOn.count(Site.Text.Arguments[Made->Index].Begin) || Taken.isNull() ||
      !keepsOffset(Site.Context, Taken, *Site.Call.getArg(Made->Offset),
                   addressBits(Site.Context, Context.Names.contract())))
    return true;
  EditedCall Result = CallEdits{Context.Names, Context.Profile.idioms(), Body.Name, {}}.of(Site);
  if (Result.Refusal != Reason::None)
    return true;
  Result.In = Around->key();
  Result.Intended = Site.Function + "() only handed page and offset on";
  if (Site.Called.Relays) {
    Result.Comparable = Result.Edits;
  } else {
    EditSet Original(Where.Text);
    Original.replace(Site.Text.Arguments[Made->Index], Body.Name);
    Original.replace(Site.Text.Arguments[Made->Offset], "kphys_none");
    Result.Comparable = *Original.finish();
  }
  Into.Alternatives.insert(Into.Alternatives.begin(), std::move(Result));
  return true;
}

/// Puts in front of \p Into, a change of the call alone, what is done instead where page and
/// offset are parameters of the function around: that is given the address.
void addWrapper(UnitSites &Unit, const RuleContext &Context, const CallSite &Site, Change &Into) {
  const ArgumentRule *Made = Site.Called.Replace->physical();
  if (!Made || Context.Goes == Depth::Call)
    return;
  const std::vector<PhysicalIdiom> &Idioms = Context.Profile.idioms();
  std::optional<WrapperChange> Wrapper =
      changeWrapper(Context.Names, Idioms, Site, Made->Index, Made->Offset,
                    onlyCalculatesAddress(Context.Profile.contract(), Unit.unit()));
  if (!Wrapper)
    return;
  std::string Keeps = Site.Function + "() keeps page and offset: ";
  EditedCall Result = CallEdits{Context.Names, Idioms, Wrapper->Address, {}}.of(Site);
  Into.DependsOn = Bodies::Own;
  if (!Wrapper->Blocker.empty() && Context.Goes == Depth::Program) {
    const auto *Page =
        llvm::dyn_cast<clang::DeclRefExpr>(Site.Call.getArg(Made->Index)->IgnoreParenImpCasts());
    std::string Why = whyNoRelay(Context, Unit.unit(), Site.Body->function(),
                                 *llvm::cast<clang::ParmVarDecl>(Page->getDecl()));
    if (!Why.empty())
      Wrapper->Blocker = std::move(Why);
  }
  if (!Wrapper->Blocker.empty() || Result.Refusal != Reason::None) {
    Into.Alternatives.front().Detail =
        Keeps + (Wrapper->Blocker.empty() ? code(Result.Refusal) : Wrapper->Blocker);
    return;
  }
  if (Wrapper->IsTentative)
    Into.DependsOn = Bodies::All;
  Into.Alternatives.front().Detail = std::move(Keeps);
  Result.Edits.insert(Result.Edits.end(), Wrapper->Edits.begin(), Wrapper->Edits.end());
  llvm::sort(Result.Edits);
  Result.Comparable = std::move(Wrapper->Adapter);
  Result.Intended = Site.Function + "() only handed page and offset on";
  Into.Alternatives.insert(Into.Alternatives.begin(), std::move(Result));
}

/// True unless argument \p Argument is written with the names of flags like \p Flag alone.
bool mayBeMore(const CallSite &Site, unsigned Argument, llvm::StringRef Flag) {
  llvm::StringRef Prefix = Flag.take_front(Flag.rfind('_') + 1);
  return anyWordUse(Site.Text.Arguments[Argument].in(Site.FileText), [&](const WordUse &Each) {
    return Each.Word != "0" && !Each.Word.starts_with(Prefix);
  });
}

/// What the call checks of its flags, and the new one does not, as far as that matters here. A flag
/// that is written out is refused each time: then the call cannot be what was meant.
void noteRefusedFlags(const RuleContext &Context, const CallSite &Site, Change &Into) {
  if (Context.Profile.missing().count(Site.Called.feature().str())) // a tree without such flags
    return;
  for (const auto &[Argument, Flag] : Site.Called.Replace->Refuses) {
    std::string Check = Site.Called.Name + "() refuses " + Flag;
    if (findWord(Site.Text.Arguments[Argument].in(Site.FileText), Flag) != llvm::StringRef::npos) {
      Into.Refusal = Reason::BrokenBefore;
      Into.Detail = Check;
    } else if (mayBeMore(Site, Argument, Flag)) {
      Into.Loses =
          Check + ", which may be in " + foldSpace(Site.Text.Arguments[Argument].in(Site.FileText));
    }
  }
}

/// The first of \p Names that the file of the call has, or a header of the unit that is beside it
/// or below; empty if there is none.
std::string nameInDriver(const CallSite &Site, const std::vector<std::string> &Names) {
  clang::SourceManager &Sources = Site.Context.getSourceManager();
  std::vector<llvm::StringRef> Texts = {Site.FileText};
  if (clang::OptionalFileEntryRef Own =
          Sources.getFileEntryRefForID(Sources.getFileID(Sources.getSpellingLoc(Site.Name)))) {
    std::string Directory = (Own->getDir().getName() + "/").str();
    for (auto Each = Sources.fileinfo_begin(); Each != Sources.fileinfo_end(); ++Each)
      if (Each->first.getName().starts_with(Directory))
        if (auto Text = Sources.getMemoryBufferForFileOrNone(Each->first))
          Texts.push_back(Text->getBuffer());
  }
  for (const std::string &Name : Names)
    if (llvm::any_of(Texts, [&](llvm::StringRef Text) {
          return findWord(Text, Name) != llvm::StringRef::npos;
        }))
      return Name;
  return {};
}

/// Why the call may be of a peer's memory, in a tree that says what to do about that; empty if it
/// is not. \p RestsOn gets what it takes for that.
std::string whyPeers(const RuleContext &Context, const CallSite &Site, FileGraph &RestsOn) {
  const std::vector<std::string> &Names = Site.Called.Replace->PeersBy;
  if (Names.empty() || Context.Profile.missing().count(Site.Called.feature().str()))
    return {};
  std::optional<std::string> File = fileDefining(Site.Context, Names.front());
  std::string Name = File ? nameInDriver(Site, Names) : "";
  if (Name.empty())
    return {};
  RestsOn["struct " + Names.front()].insert(*File);
  return "the driver names struct " + Name;
}

/// The change of the call alone.
Change changeAlone(UnitSites &Unit, const RuleContext &Context, const CallSite &Site,
                   FileGraph &RestsOn) {
  Change Result;
  Result.Rule = Site.Called.Replace->Rule;
  Result.Feature = Site.Called.feature();
  if (Site.Called.Relays)
    Result.Relay = Site.Called.Relays->key();
  Result.Refusal = refusal(Context.Names, Site);
  if (Site.Called.Relays && !onlyCalculatesAddress(Context.Profile.contract(), Unit.unit()))
    Result.Refusal = Reason::PageNeeded; // where it is defined, perhaps, it is known to be one
  if (Result.isRefused())
    return Result;
  std::vector<EditedCall> Ways =
      waysOf(Context, Site, {Context.Names, Context.Profile.idioms(), "", {}}, Result);
  const EditedCall &Alone = Ways.back();
  Result.Before = Alone.Before;
  Result.Refusal = Alone.Refusal;
  if (Result.isRefused())
    return Result;
  Result.Alternatives.assign(Ways.begin(), Ways.end());
  if (!Alone.Intended.empty()) { // by what another build may have no use for
    EditedCall Long = CallEdits{Context.Names, {}, "", {}}.of(Site);
    if (Long.Refusal == Reason::None && Long.After != Alone.After)
      Result.Alternatives.push_back(std::move(Long));
  }
  noteRefusedFlags(Context, Site, Result);
  if (std::string Why = whyPeers(Context, Site, RestsOn); !Why.empty() && !Result.isRefused()) {
    Result.Refusal = Reason::P2pdmaCandidate;
    Result.Detail = std::move(Why);
  }
  return Result;
}

} // namespace

void CallRule::propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const {
  std::vector<std::pair<const CallSite *, Change>> Made;
  std::vector<const CallSite *> Good;
  for (const CallSite &Each : Unit.calls())
    if (Each.Called.Replace) {
      Made.emplace_back(&Each, changeAlone(Unit, Context, Each, Into.Declarations));
      if (!Made.back().second.isRefused())
        Good.push_back(&Each);
    }
  LocalIdioms Locals(Good, ShorterSpelling(Context.Profile.idioms(), Context.Names.contract()));
  for (auto &[Site, Proposed] : Made) {
    if (const LocalIdiom *Known = Locals.of(*Site))
      addLocalIdiom(Context, *Site, *Known, Proposed);
    else if (!Proposed.Alternatives.empty() && !addRelay(Unit, Context, *Site, Proposed))
      addWrapper(Unit, Context, *Site, Proposed);
    Into.add(Site->Name, Role::Call, Site->Function, std::move(Proposed));
  }
}
