// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/SignatureChange.h"

#include "rewriters/address/PageToAddress.h"
#include "rewriters/ops/Renames.h"
#include "rewriters/text/ListItems.h"
#include "clang/AST/Attr.h"

using namespace kphys;
using llvm::StringRef;

/// True for an attribute that says nothing of single parameters.
static bool isAboutWhole(const clang::Attr &Of) {
  switch (Of.getKind()) {
  case clang::attr::AlwaysInline:
  case clang::attr::Cold:
  case clang::attr::Deprecated:
  case clang::attr::GNUInline:
  case clang::attr::Hot:
  case clang::attr::NoInline:
  case clang::attr::NoInstrumentFunction:
  case clang::attr::NoProfileFunction:
  case clang::attr::NoSanitize:
  case clang::attr::NoStackProtector:
  case clang::attr::Section:
  case clang::attr::Unused:
  case clang::attr::Used:
  case clang::attr::WarnUnusedResult:
    return true;
  default:
    return false;
  }
}

/// What about \p Of, at \p Page and \p Offset, a change of the two would move, drop or give another
/// meaning; an empty string if there is nothing.
static std::string whyNotPlain(const PageParameters &Of, TextRange Page, TextRange Offset,
                               StringRef Text) {
  if (Of.Page->hasAttrs() || Of.Offset->hasAttrs())
    return "a parameter has an attribute";
  for (const clang::Attr *Each : Of.Attributes)
    if (!isAboutWhole(*Each))
      return std::string("attribute ") + Each->getSpelling();
  std::vector<TextRange> Tokens = tokensIn(Text);
  for (size_t I = 0; I + 1 < Tokens.size(); ++I) {
    StringRef Token = Tokens[I].in(Text), Next = Tokens[I + 1].in(Text);
    bool BeginsItem = Tokens[I + 1].Begin == Page.Begin || Tokens[I + 1].Begin == Offset.Begin;
    bool EndsItem = Tokens[I].End == Page.End || Tokens[I].End == Offset.End;
    if ((BeginsItem && Token != "(" && Token != ",") || (EndsItem && Next != ")" && Next != ","))
      return "a parameter is more than a type and a name";
  }
  return {};
}

ParametersRefusal kphys::changeParameters(const PageParameters &Of, const std::string &Type,
                                          const std::string &Address, const SourceText &Where,
                                          EditSet &Edits) {
  std::optional<TextRange> Page = Where.plainRange(Of.Page->getSourceRange());
  std::optional<TextRange> Offset = Where.plainRange(Of.Offset->getSourceRange());
  if (!Page || !Offset)
    return {Reason::FunctionInMacro, Of.Function};
  if (std::string Why = whyNotPlain(Of, *Page, *Offset, Where.Text); !Why.empty())
    return {Reason::CallbackSignature, Of.Function + ": " + Why};
  Edits.replace(*Page, Type + " " + Address);
  if (!removeListItem(Edits, Where.Text, Page->End, *Offset))
    return {Reason::CommentInArgument, Of.Function};
  return {};
}

bool SignatureChange::refuse(Reason Why, std::string About) {
  Refusal = Why;
  Detail = std::move(About);
  return false;
}

bool SignatureChange::apply(const PageFunction &Of, const std::vector<FunctionUse> &Uses) {
  Seen.clear();
  if (!changeDeclarations(Of))
    return false;
  for (const FunctionUse &Use : Uses)
    if (!changeUse(Use, Of))
      return false;
  std::optional<unsigned> Unseen = unseenMention(Where, Of.Definition->getName(), Seen);
  return !Unseen || refuse(Reason::UnseenUse, "line " + std::to_string(Where.lineNumber(*Unseen)) +
                                                  ": " + Of.Definition->getNameAsString());
}

bool SignatureChange::changeDeclarations(const PageFunction &Of) {
  return llvm::all_of(Of.Definition->redecls(), [&](const clang::FunctionDecl *Each) {
    return changeDeclaration(*Each, Of);
  });
}

bool SignatureChange::changeDeclaration(const clang::FunctionDecl &Declaration,
                                        const PageFunction &Of) {
  const std::string Name = Declaration.getNameAsString();
  ParametersRefusal Refused =
      changeParameters({Declaration.getParamDecl(Of.Page), Declaration.getParamDecl(Of.Page + 1),
                        Name, Declaration.hasAttrs() ? Declaration.getAttrs() : clang::AttrVec()},
                       Contract.Type, Bodies.at(Of).Name, Where, Edits);
  if (Refused.Why != Reason::None)
    return refuse(Refused.Why, std::move(Refused.About));
  Seen.insert(Where.nameOf(Declaration).Begin);
  return true;
}

bool SignatureChange::changeUse(const FunctionUse &Use, const PageFunction &Of) {
  std::optional<unsigned> Name = Where.token(Use.Name->getLocation());
  std::string Function = Of.Definition->getNameAsString();
  if (!Name)
    return refuse(Reason::CallbackUsedElsewhere, Function + " in a macro");
  Seen.insert(*Name);
  std::string Line = "line " + std::to_string(Where.lineNumber(*Name)) + ": " + Function;
  if (!Use.Call) {
    bool IsStore = llvm::any_of(Family, [&](const CallbackStore *Store) {
      return *Name >= Store->Whole.Begin && *Name < Store->Whole.End;
    });
    return IsStore || refuse(Reason::CallbackUsedElsewhere, Line);
  }
  if (Use.Name->getLocation().isMacroID())
    return refuse(Reason::CallbackUsedElsewhere, Line);
  CallText Text = readCallText(Where.Text, *Name, /*InMacro=*/false);
  if (Text.Wrong != CallText::Problem::None ||
      Text.Arguments.size() != Of.Definition->getNumParams())
    return refuse(Reason::CallNotSpelledOut, Line);
  return isHandedOn(Text.Arguments[Of.Page]) || changeArguments(Use, Of, Text) ||
         refuse(Reason::CommentInArgument, Line);
}

/// True if the conversion of the body around has made this argument the address.
bool SignatureChange::isHandedOn(TextRange Page) const {
  return llvm::any_of(
      Bodies, [&](const auto &Each) { return Each.second.HandedOn.count(Page.Begin) != 0; });
}

/// `page, offset` of a caller becomes the address.
bool SignatureChange::changeArguments(const FunctionUse &Use, const PageFunction &Of,
                                      const CallText &Text) {
  Occurrence At;
  At.Offset = Text.Name.Begin;
  static const Api Unnamed;
  CallSite Call = {
      Unnamed,      Site.File,       "", At, Where.Text, Text, Use.Call->getExprLoc(), *Use.Call,
      Site.Context, /*Body=*/nullptr};
  PageToAddress Arguments = {Call,
                             Contract,
                             Target.Idioms,
                             Of.Page,
                             Of.Page + 1,
                             Contract.Forms.front().Function,
                             /*PageType=*/"",
                             /*Address=*/"",
                             /*KeepsLines=*/true};
  return !Arguments.write(Edits).HasComment;
}
