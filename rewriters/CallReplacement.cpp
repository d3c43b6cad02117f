// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/CallReplacement.h"

#include "rewriters/CallSpelling.h"
#include "rewriters/OffsetCut.h"
#include "rewriters/PhysicalIdioms.h"
#include "rewriters/Precedence.h"
#include "rewriters/VirtualAddress.h"
#include "rewriters/WrapperChange.h"
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
             llvm::StringRef KnownAddress = {})
      : Names(Names), Idioms(Idioms), Site(Site), Rule(*Site.Called.Replace),
        KnownAddress(KnownAddress) {}

  EditedCall run() {
    replace(Site.Text.Name, Rule.Callee);
    unsigned LastOld = 0;
    for (const ArgumentRule &Argument : Rule.Arguments)
      if (Argument.How == ArgumentRule::Kind::Literal)
        insert(Site.Text.Arguments[LastOld].End, ", " + Argument.Text);
      else
        LastOld = edit(Argument);
    realign();
    llvm::sort(Result.Edits);
    Result.Before = foldSpace(text(Site.Text.Whole));
    if (Result.Refusal == Reason::None)
      Result.After = foldSpace(editedText(Site.FileText, Site.Text.Whole, Result.Edits));
    else
      Result.Edits.clear();
    return std::move(Result);
  }

private:
  /// Moves the lines of the call that stand under its first argument along with it.
  void realign() {
    size_t Old = Site.Text.Name.End - Site.Text.Name.Begin, New = Rule.Callee.size();
    size_t Open = Site.FileText.find('(', Site.Text.Name.End);
    if (Old == New || !Site.Where.Macro.empty())
      return;
    size_t LineStart = Site.FileText.rfind('\n', Open) + 1;
    size_t Under = width(Site.FileText.slice(LineStart, Open + 1));
    for (size_t End = Site.FileText.find('\n', Open); End < Site.Text.Whole.End;
         End = Site.FileText.find('\n', End + 1)) {
      llvm::StringRef Blank =
          Site.FileText.substr(End + 1).take_while([](char C) { return C == ' ' || C == '\t'; });
      TextEdit Edit = {static_cast<unsigned>(End + 1), static_cast<unsigned>(Blank.size()), ""};
      auto IsTaken = [&](const TextEdit &Other) {
        return Other.Offset < Edit.Offset + Edit.Length &&
               Other.Offset + Other.Length > Edit.Offset;
      };
      if (width(Blank) != Under || Under + New < Old || llvm::any_of(Result.Edits, IsTaken))
        continue;
      size_t Width = Under + New - Old;
      Edit.Text = std::string(Width / TabWidth, '\t') + std::string(Width % TabWidth, ' ');
      Result.Edits.push_back(std::move(Edit));
    }
  }

  static constexpr size_t TabWidth = 8; ///< the kernel's

  static size_t width(llvm::StringRef Line) {
    size_t Result = 0;
    for (char C : Line)
      Result += C == '\t' ? TabWidth - Result % TabWidth : 1;
    return Result;
  }

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

  /// `page, offset` → `page_to_phys(page) + offset`; `page, 0` → `page_to_phys(page)`; shorter
  /// where there is an idiom.
  void editPhysical(const ArgumentRule &Argument) {
    TextRange Page = Site.Text.Arguments[Argument.Index];
    TextRange Offset = Site.Text.Arguments[Argument.Offset];
    if (!KnownAddress.empty())
      return spell({KnownAddress.str(), {Page.Begin, Page.Begin}, "", /*HasOffset=*/true}, Page,
                   Offset);
    PhysicalSpelling Address = {Argument.Through + "(", Page, ")"};
    std::string Cut = castOf(Argument.Offset);
    std::optional<PhysicalSpelling> Shorter;
    if (Cut.empty()) // no local has the sum with what is cut
      Shorter = localSpelling(Site, Argument.Index, Argument.Offset, Argument.Through,
                              Names.contract().Type);
    if (!Shorter)
      Shorter = shorterSpelling(Idioms, Site, Argument.Index, Argument.Offset);
    if (Shorter) {
      Address = std::move(*Shorter);
      Result.Intended = Address.Before + text(Address.Kept).str() + Address.After +
                        " is the address of that page and offset";
    } else {
      castTo(Argument.Type, Argument.Index);
    }
    spell(Address, Page, Offset);
    if (Address.HasOffset || text(Offset) == "0")
      return;
    unsigned Comma = Site.Text.Commas[Argument.Index];
    replace({Comma, Comma + 1}, isBlank(Comma + 1) ? " +" : " + ");
    if (Comma != Page.End)
      remove({Page.End, Comma}, "");
    if (!Cut.empty())
      insert(Offset.Begin, Cut);
    parenthesize(Argument.Offset,
                 Cut.empty() ? clang::prec::Multiplicative : clang::prec::PointerToMember);
  }

  /// The cast that does to the offset, argument \p Index, what the parameter did.
  std::string castOf(unsigned Index) const {
    const clang::FunctionDecl *Callee = Site.Call.getDirectCallee();
    if (!Callee || Index >= Callee->getNumParams())
      return {};
    return castOfOffset(Site.Context, Names.contract(), *Callee->getParamDecl(Index),
                        *Site.Call.getArg(Index));
  }

  /// Puts \p Address in the place of \p Page, and of \p Offset where that is part of it or zero.
  void spell(const PhysicalSpelling &Address, TextRange Page, TextRange Offset) {
    bool TakesOffset = Address.HasOffset || text(Offset) == "0";
    prepend({Page.Begin, Address.Kept.Begin}, Address.Before);
    TextRange Rest = {Address.Kept.End, TakesOffset ? Offset.End : Page.End};
    if (Rest.Begin == Rest.End)
      insert(Rest.Begin, Address.After);
    else
      remove(Rest, Address.After);
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
      replace(Attributes, Argument.Text);
      return;
    }
    // Compilers warn of what binds a little more tightly without parentheses, too.
    if (precedence(Argument.Index) != clang::prec::InclusiveOr)
      parenthesize(Argument.Index, clang::prec::Shift);
    insert(Attributes.End, " | " + Argument.Text);
  }

  /// Casts argument \p Index to \p Type where it has another one (a `void *` used as a page).
  void castTo(const std::string &Type, unsigned Index) {
    const clang::Expr *Argument = Site.Call.getArg(Index)->IgnoreImpCasts();
    clang::QualType Pointee = Argument->getType()->getPointeeType();
    if (!Pointee.isNull() &&
        Site.Context.getPointerType(Pointee.getUnqualifiedType()).getAsString() == Type)
      return;
    insert(Site.Text.Arguments[Index].Begin, "(" + Type + ")");
    parenthesize(Index, clang::prec::PointerToMember);
  }

  /// Puts argument \p Index in parentheses where an operator in it binds less tightly than \p
  /// Least.
  void parenthesize(unsigned Index, clang::prec::Level Least) {
    if (precedence(Index) >= Least)
      return;
    insert(Site.Text.Arguments[Index].Begin, "(");
    insert(Site.Text.Arguments[Index].End, ")");
  }

  clang::prec::Level precedence(unsigned Index) const {
    llvm::StringRef Text = text(Site.Text.Arguments[Index]);
    // A macro's parameter may stand for any expression.
    bool MayBeParameter = !Site.Where.Macro.empty() &&
                          llvm::all_of(Text, [](char C) { return llvm::isAlnum(C) || C == '_'; }) &&
                          !llvm::isDigit(Text.front());
    return MayBeParameter ? clang::prec::Comma : loosestOperator(*Site.Call.getArg(Index));
  }

  llvm::StringRef text(TextRange Range) const { return Range.in(Site.FileText); }
  bool isBlank(unsigned Offset) const { return llvm::isSpace(Site.FileText[Offset]); }

  void insert(unsigned Offset, std::string Text) {
    // Edits at one place stand in the order in which they are made.
    for (TextEdit &Edit : Result.Edits)
      if (Edit.Offset == Offset && Edit.Length == 0) {
        Edit.Text += Text;
        return;
      }
    Result.Edits.push_back({Offset, 0, std::move(Text)});
  }
  /// Puts \p Text before what else is inserted where \p Range, which is removed, ends.
  void prepend(TextRange Range, std::string Text) {
    for (TextEdit &Edit : Result.Edits)
      if (Edit.Offset == Range.End && Edit.Length == 0) {
        Edit.Text = Text + Edit.Text;
        return;
      }
    if (Range.Begin == Range.End)
      insert(Range.Begin, std::move(Text));
    else
      replace(Range, std::move(Text));
  }
  void replace(TextRange Range, std::string Text) {
    Result.Edits.push_back({Range.Begin, Range.End - Range.Begin, std::move(Text)});
  }
  void remove(TextRange Range, std::string Text) {
    if (hasComment(text(Range)))
      Result.Refusal = Reason::CommentInArgument;
    replace(Range, std::move(Text));
  }

  const Catalog &Names;
  const std::vector<PhysicalIdiom> &Idioms;
  const CallSite &Site;
  const Replacement &Rule;
  const llvm::StringRef KnownAddress;
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
  if (Site.File == Site.Called.Header || Names.find(Site.Function) ||
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

/// Puts in front of \p Into, a change of the call alone, what is done instead where page and
/// offset are parameters of the function around: that is given the address.
void addWrapper(const RuleContext &Context, const CallSite &Site, Change &Into) {
  const Replacement &Rule = *Site.Called.Replace;
  auto Made = llvm::find_if(Rule.Arguments, [](const ArgumentRule &Each) {
    return Each.How == ArgumentRule::Kind::Physical;
  });
  if (Made == Rule.Arguments.end())
    return;
  const std::vector<PhysicalIdiom> &Idioms = Context.Profile.idioms();
  std::optional<WrapperChange> Wrapper =
      changeWrapper(Context.Names, Idioms, Site, Made->Index, Made->Offset);
  if (!Wrapper)
    return;
  std::string Keeps = Site.Function + "() keeps page and offset: ";
  EditedCall Result = CallEditor(Context.Names, Idioms, Site, Wrapper->Address).run();
  Into.DependsOn = Bodies::Own;
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

Change changeCall(const RuleContext &Context, const CallSite &Site) {
  Change Result;
  Result.Rule = Site.Called.Replace->Rule;
  Result.Feature = Site.Called.feature();
  Result.Refusal = refusal(Context.Names, Site);
  if (Result.isRefused())
    return Result;
  EditedCall Alone = CallEditor(Context.Names, Context.Profile.idioms(), Site).run();
  Result.Before = Alone.Before;
  Result.Refusal = Alone.Refusal;
  if (Result.isRefused())
    return Result;
  Result.Alternatives.push_back(Alone);
  addWrapper(Context, Site, Result);
  return Result;
}

} // namespace

void CallRule::propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const {
  for (const CallSite &Each : Unit.calls())
    if (Each.Called.Replace)
      Into.add(Each.Name, Role::Call, Each.Function, changeCall(Context, Each));
}
