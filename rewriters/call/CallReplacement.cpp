// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/call/CallReplacement.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Words.h"
#include "rewriters/CallSpelling.h"
#include "rewriters/FileScope.h"
#include "rewriters/Precedence.h"
#include "rewriters/address/LocalIdioms.h"
#include "rewriters/address/OffsetCut.h"
#include "rewriters/address/PageToAddress.h"
#include "rewriters/address/VirtualAddress.h"
#include "rewriters/call/WrapperChange.h"
#include "rewriters/relay/RelayText.h"
#include "rewriters/text/Includes.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/OperatorPrecedence.h"

using namespace kphys;

namespace {

/// What becomes of a call alone.
struct EditedCall : Alternative {
  std::string Before; ///< as Change's
  Reason Refusal = Reason::None;
};

/// Builds the edits of one call, argument by argument.
class CallEditor {
public:
  /// \p KnownAddress is the name of what holds page and offset already, if something does.
  CallEditor(const Catalog &Names, const std::vector<PhysicalIdiom> &Idioms, const CallSite &Site,
             llvm::StringRef KnownAddress = {}, const std::vector<std::string> &Headers = {})
      : Names(Names), Idioms(Idioms), Site(Site), Rule(*Site.Called.Replace),
        KnownAddress(KnownAddress), Edits(Site.FileText) {
    include(Headers);
  }

  EditedCall run() {
    Edits.replace(Site.Text.Name, Rule.Callee);
    unsigned LastOld = 0;
    for (const ArgumentRule &Argument : Rule.Arguments)
      if (Argument.How == ArgumentRule::Kind::Literal)
        Edits.insert(Site.Text.Arguments[LastOld].End, ", " + Argument.Text);
      else
        LastOld = edit(Argument);
    Result.Before = foldSpace(text(Site.Text.Whole));
    std::optional<std::vector<TextEdit>> Made = Edits.finish(/*Apart=*/true);
    if (!Made && Result.Refusal == Reason::None)
      Result.Refusal = Reason::OverlappingEdits;
    if (Result.Refusal == Reason::None) {
      Result.Edits = std::move(*Made);
      std::vector<TextEdit> InCall;
      llvm::copy_if(Result.Edits, std::back_inserter(InCall), [&](const TextEdit &Each) {
        return Each.Offset >= Site.Text.Whole.Begin && Each.Offset < Site.Text.Whole.End;
      });
      Result.After = foldSpace(editedText(Site.FileText, Site.Text.Whole, std::move(InCall)));
    }
    return std::move(Result);
  }

private:
  /// Edits the old arguments that \p Argument uses; returns the last of them.
  unsigned edit(const ArgumentRule &Argument) {
    switch (Argument.How) {
    case ArgumentRule::Kind::Physical:
      editPhysical(Argument);
      return std::max(Argument.Index, Argument.Offset);
    case ArgumentRule::Kind::OrFlag:
      editFlag(Argument);
      return Argument.Index;
    case ArgumentRule::Kind::Virtual:
      editVirtual(Argument);
      return Argument.Index;
    case ArgumentRule::Kind::Keep:
    case ArgumentRule::Kind::Literal:
      break;
    }
    return Argument.Index;
  }

  void editPhysical(const ArgumentRule &Argument) {
    PageToAddress Arguments = {Site,           Names.contract(),  Idioms,
                               Argument.Index, Argument.Offset,   Argument.Through,
                               Argument.Type,  KnownAddress.str()};
    PageToAddress::Outcome Written = Arguments.write(Edits);
    if (Written.HasComment)
      Result.Refusal = Reason::CommentInArgument;
    if (!Written.Intended.empty())
      Result.Intended = std::move(Written.Intended);
    include(Written.Include);
  }

  /// `page_address(page) + offset` → `page_to_phys(page) + offset`.
  void editVirtual(const ArgumentRule &Argument) {
    std::optional<MadeOfPhysical> Made =
        madeOfPhysical(Names.virtualIdioms(), Site, Argument.Index);
    if (!Made) {
      Result.Refusal = Reason::VirtualAddress;
      return;
    }
    remove({Made->Replaced.Begin, Made->Kept.Begin}, Made->Before);
    remove({Made->Kept.End, Made->Replaced.End}, Made->After);
    Result.Intended = text(Made->Replaced).str() + " is the kernel address of " + Made->Before +
                      text(Made->Kept).str() + Made->After;
  }

  /// `attrs` → `attrs | FLAG`; `0` → `FLAG`.
  void editFlag(const ArgumentRule &Argument) {
    TextRange Attributes = Site.Text.Arguments[Argument.Index];
    if (text(Attributes) == "0") {
      Edits.replace(Attributes, Argument.Text);
      return;
    }
    // Compilers warn of what binds a little more tightly without parentheses, too.
    if (loosestOperator(Site, Argument.Index) != clang::prec::InclusiveOr)
      parenthesize(Site, Argument.Index, clang::prec::Shift, Edits);
    Edits.insert(Attributes.End, " | " + Argument.Text);
  }

  /// Includes the first of \p Headers where none of them is included.
  void include(const std::vector<std::string> &Headers) {
    if (Headers.empty() || includesOneOf(Headers))
      return;
    if (std::optional<TextEdit> Line = includeOf(Headers.front(), Site.FileText))
      Edits.insert(Line->Offset, Line->Text);
  }

  /// True if the file of the call includes one of \p Headers, itself or by a header beside it.
  bool includesOneOf(const std::vector<std::string> &Headers) const {
    auto HasOne = [&](llvm::StringRef Text) {
      return llvm::any_of(includedBy(Text, /*Quoted=*/false),
                          [&](llvm::StringRef Each) { return llvm::is_contained(Headers, Each); });
    };
    if (HasOne(Site.FileText))
      return true;
    const clang::SourceManager &Sources = Site.Context.getSourceManager();
    clang::OptionalFileEntryRef File =
        Sources.getFileEntryRefForID(Sources.getFileID(Sources.getSpellingLoc(Site.Name)));
    for (llvm::StringRef Quoted : includedBy(Site.FileText, /*Quoted=*/true)) {
      auto Beside = File ? Sources.getFileManager().getBufferForFile(
                               (File->getDir().getName() + "/" + Quoted).str())
                         : std::error_code();
      if (Beside && HasOne((*Beside)->getBuffer()))
        return true;
    }
    return false;
  }

  llvm::StringRef text(TextRange Range) const { return Range.in(Site.FileText); }
  void remove(TextRange Range, std::string Text) {
    if (hasComment(text(Range)))
      Result.Refusal = Reason::CommentInArgument;
    Edits.replace(Range, std::move(Text));
  }

  const Catalog &Names;
  const std::vector<PhysicalIdiom> &Idioms;
  const CallSite &Site;
  const Replacement &Rule;
  const llvm::StringRef KnownAddress;
  EditSet Edits;
  EditedCall Result;
};

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

/// Puts in front of \p Into, a change of the call alone, what is done instead where page and offset
/// are locals that were made of an address.
void addLocalIdiom(const RuleContext &Context, const CallSite &Site, const LocalIdiom &Known,
                   Change &Into) {
  EditedCall Result =
      CallEditor(Context.Names, Context.Profile.idioms(), Site, Known.Address, Known.Include).run();
  if (Result.Refusal != Reason::None)
    return;
  Result.Edits.insert(Result.Edits.end(), Known.Removed.begin(), Known.Removed.end());
  llvm::sort(Result.Edits);
  Result.Intended = Known.Address + " is the address of that page and offset";
  Into.Group = Known.Group;
  Into.Alternatives.insert(Into.Alternatives.begin(), std::move(Result));
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
  SourceText Where(Site.Context, Site.Context.getSourceManager().getFileID(
                                     Site.Context.getSourceManager().getSpellingLoc(Site.Name)));
  EditSet OfBody(Where.Text);
  ConvertedBody Body =
      convertRelay(Context, Unit.unit(), {&Site.Body->function(), Around->Page}, Where, OfBody);
  clang::QualType Taken = parameterType(Site.Call, Made->Offset);
  if (Body.Refusal != Reason::None ||
      !Body.HandedOn.count(Site.Text.Arguments[Made->Index].Begin) || Taken.isNull() ||
      !keepsOffset(Site.Context, Taken, *Site.Call.getArg(Made->Offset),
                   addressBits(Site.Context, Context.Names.contract())))
    return true;
  EditedCall Result = CallEditor(Context.Names, Context.Profile.idioms(), Site, Body.Name).run();
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
  EditedCall Result = CallEditor(Context.Names, Idioms, Site, Wrapper->Address).run();
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
/// is not.
std::string whyPeers(const RuleContext &Context, const CallSite &Site) {
  const std::vector<std::string> &Names = Site.Called.Replace->PeersBy;
  if (Names.empty() || Context.Profile.missing().count(Site.Called.feature().str()) ||
      !isDefinedRecord(Site.Context, Names.front()))
    return {};
  std::string Name = nameInDriver(Site, Names);
  return Name.empty() ? Name : "the driver names struct " + Name;
}

/// The change of the call alone.
Change changeAlone(const RuleContext &Context, const CallSite &Site) {
  Change Result;
  Result.Rule = Site.Called.Replace->Rule;
  Result.Feature = Site.Called.feature();
  if (Site.Called.Relays)
    Result.Relay = Site.Called.Relays->key();
  Result.Refusal = refusal(Context.Names, Site);
  if (Result.isRefused())
    return Result;
  EditedCall Alone = CallEditor(Context.Names, Context.Profile.idioms(), Site).run();
  Result.Before = Alone.Before;
  Result.Refusal = Alone.Refusal;
  if (Result.isRefused())
    return Result;
  bool IsShort = !Alone.Intended.empty(); // by what another build may have no use for
  Result.Alternatives.push_back(std::move(Alone));
  if (IsShort) {
    EditedCall Long = CallEditor(Context.Names, /*Idioms=*/{}, Site).run();
    if (Long.Refusal == Reason::None && Long.After != Result.Alternatives.front().After)
      Result.Alternatives.push_back(std::move(Long));
  }
  noteRefusedFlags(Context, Site, Result);
  if (std::string Why = whyPeers(Context, Site); !Why.empty() && !Result.isRefused()) {
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
      Made.emplace_back(&Each, changeAlone(Context, Each));
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
