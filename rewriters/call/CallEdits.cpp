// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/call/CallEdits.h"

#include "checks/sources/Words.h"
#include "rewriters/CallSpelling.h"
#include "rewriters/Precedence.h"
#include "rewriters/address/PageToAddress.h"
#include "rewriters/address/VirtualAddress.h"
#include "rewriters/text/Includes.h"
#include "clang/Basic/OperatorPrecedence.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// Builds the edits of one call, argument by argument.
class CallEditor {
public:
  CallEditor(const CallEdits &How, const CallSite &Site, bool AsVirtual)
      : How(How), Site(Site), AsVirtual(AsVirtual), Rule(*Site.Called.Replace),
        Edits(Site.FileText) {
    include(How.Headers);
  }

  EditedCall run() {
    Edits.replace(Site.Text.Name, AsVirtual ? Rule.OfVirtual : Rule.Callee);
    unsigned LastOld = 0;
    for (const ArgumentRule &Argument : Rule.Arguments)
      if (Argument.How != ArgumentRule::Kind::Literal)
        LastOld = edit(Argument);
      else if (!AsVirtual)
        Edits.insert(Site.Text.Arguments[LastOld].End, ", " + Argument.Text);
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
    PageToAddress Arguments = {Site,
                               How.Names.contract(),
                               How.Idioms,
                               Argument.Index,
                               Argument.Offset,
                               Argument.Through,
                               Argument.Type,
                               How.Address,
                               /*KeepsLines=*/false,
                               /*UsesLocals=*/!AsVirtual};
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
        madeOfPhysical(How.Names.virtualIdioms(), Site, Argument.Index);
    if (!Made) {
      Result.Refusal = Reason::VirtualAddress;
      return;
    }
    remove({Made->Replaced.Begin, Made->Kept.Begin}, Made->Before);
    remove({Made->Kept.End, Made->Replaced.End}, Made->After);
    Result.Intended = text(Made->Replaced).str() + " is the kernel address of " + Made->Before +
                      text(Made->Kept).str() + Made->After;
  }

  /// True if \p Flag is one of the names that \p Attributes puts together, and nothing takes it
  /// out.
  static bool hasFlag(llvm::StringRef Attributes, llvm::StringRef Flag) {
    bool Has = false;
    for (TextRange Each : tokensIn(Attributes)) {
      llvm::StringRef Token = Each.in(Attributes);
      if (Token != "|" && !isWord(Token))
        return false;
      Has |= Token == Flag;
    }
    return Has;
  }

  /// `attrs` → `attrs | FLAG`; `0` → `FLAG`.
  void editFlag(const ArgumentRule &Argument) {
    TextRange Attributes = Site.Text.Arguments[Argument.Index];
    if (text(Attributes) == "0") {
      Edits.replace(Attributes, Argument.Text);
      return;
    }
    if (hasFlag(text(Attributes), Argument.Text))
      return;
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

  const CallEdits &How;
  const CallSite &Site;
  const bool AsVirtual;
  const Replacement &Rule;
  EditSet Edits;
  EditedCall Result;
};

/// The argument of \p Text, a call of \p Function with one; nothing if it is more or less than
/// that.
std::optional<StringRef> argumentOf(StringRef Text, StringRef Function) {
  if (Function.empty() || !Text.starts_with(Function))
    return std::nullopt;
  CallText Call = readCallText(Text, 0, /*InMacro=*/false);
  bool IsAll = Call.Wrong == CallText::Problem::None && Call.Name.in(Text) == Function &&
               Call.Whole.End == Text.size() && Call.Arguments.size() == 1;
  return IsAll ? std::optional(Call.Arguments.front().in(Text)) : std::nullopt;
}

} // namespace

EditedCall CallEdits::of(const CallSite &Site) const {
  return CallEditor(*this, Site, /*AsVirtual=*/false).run();
}

std::optional<EditedCall> CallEdits::asVirtual(const CallSite &Site) const {
  const std::string &Callee = Site.Called.Replace->OfVirtual, Conversion = Names.ofVirtual();
  CallEdits Virtual = {Names, {}};
  if (std::optional<StringRef> Pointer = argumentOf(Address, Conversion))
    Virtual.Address = Pointer->str();
  else if (Address.empty())
    for (PhysicalIdiom Each : Idioms)
      if (Each.Becomes == Conversion + "(X)") {
        Each.Becomes = "X";
        Each.Include.clear();
        Virtual.Idioms.push_back(std::move(Each));
      }
  if (Callee.empty() || (Virtual.Address.empty() && Virtual.Idioms.empty()))
    return std::nullopt;
  EditedCall Result = CallEditor(Virtual, Site, /*AsVirtual=*/true).run();
  bool IsMade = !Virtual.Address.empty() || !Result.Intended.empty();
  if (Result.Refusal != Reason::None || !IsMade)
    return std::nullopt;
  Result.Intended = Callee + "() makes the address of its argument";
  return Result;
}
