// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/address/PageToAddress.h"

#include "checks/sources/Lines.h"
#include "rewriters/Precedence.h"
#include "rewriters/address/OffsetCut.h"
#include "rewriters/address/PhysicalIdioms.h"
#include "rewriters/text/ListItems.h"

using namespace kphys;
using llvm::StringRef;
namespace prec = clang::prec;

namespace {

class Writer {
public:
  Writer(const PageToAddress &Asked, EditSet &Edits)
      : Asked(Asked), Site(Asked.Site), Edits(Edits), Page(Site.Text.Arguments[Asked.Page]),
        Offset(Site.Text.Arguments[Asked.Offset]) {}

  PageToAddress::Outcome run() {
    bool IsNamed = !Asked.Address.empty();
    std::string Cut = IsNamed ? "" : castOfTheOffset();
    std::optional<PhysicalSpelling> Shorter = IsNamed ? std::nullopt : shorter(Cut);
    PhysicalSpelling Address = {Asked.Conversion + "(", Page, ")"};
    if (IsNamed)
      Address = {Asked.Address, {Page.Begin, Page.Begin}, "", /*HasOffset=*/true};
    else if (Shorter)
      Address = *Shorter;
    Result.Include = Address.Include;
    if (Shorter)
      Result.Intended = Address.Before + text(Address.Kept).str() + Address.After +
                        " is the address of that page and offset";
    Edits.replace({Page.Begin, Address.Kept.Begin}, Address.Before);
    if (!IsNamed && !Shorter && !Asked.PageType.empty())
      castPage();
    if (Address.HasOffset || text(Offset) == "0") {
      dropOffset(Address);
    } else {
      remove({Address.Kept.End, Page.End}, Address.After);
      addOffset(Cut);
    }
    return std::move(Result);
  }

private:
  /// The cast that does to the offset what the parameter did.
  std::string castOfTheOffset() const {
    clang::QualType Parameter = parameterType(Site.Call, Asked.Offset);
    return Parameter.isNull() ? std::string()
                              : castOfOffset(Site.Context, Asked.Contract, Parameter,
                                             *Site.Call.getArg(Asked.Offset));
  }

  std::optional<PhysicalSpelling> shorter(StringRef Cut) const {
    std::optional<PhysicalSpelling> Local;
    if (Asked.UsesLocals && Cut.empty()) // no local has the sum with what is cut
      Local = localSpelling(Site, Asked.Page, Asked.Offset, Asked.Conversion, Asked.Contract.Type);
    return Local ? Local
                 : ShorterSpelling(Asked.Idioms, Asked.Contract)
                       .ofArguments(Site, Asked.Page, Asked.Offset);
  }

  /// Casts a page of another type, a `void *`, say.
  void castPage() {
    const clang::Expr *Argument = Site.Call.getArg(Asked.Page)->IgnoreImpCasts();
    clang::QualType Pointee = Argument->getType()->getPointeeType();
    if (!Pointee.isNull() &&
        Site.Context.getPointerType(Pointee.getUnqualifiedType()).getAsString() == Asked.PageType)
      return;
    Edits.insert(Page.Begin, "(" + Asked.PageType + ")");
    parenthesize(Site, Asked.Page, prec::PointerToMember, Edits);
  }

  void dropOffset(const PhysicalSpelling &Address) {
    if (!Asked.KeepsLines) {
      remove({Address.Kept.End, Offset.End}, Address.After);
      return dropComment();
    }
    remove({Address.Kept.End, Page.End}, Address.After);
    Result.HasComment |= !removeListItem(Edits, Site.FileText, Page.End, Offset);
  }

  /// What a line says behind an offset that goes is about that, if nothing follows on the line.
  void dropComment() {
    TextRange Comment = commentBehind(Site.FileText, Offset);
    if (Comment.End == 0)
      return;
    bool EndsLine =
        Site.FileText.slice(Comment.End, nextLine(Site.FileText, Comment.End)).trim().empty();
    Result.HasComment |= !EndsLine;
    Edits.remove({Site.Text.Commas[Asked.Offset] + 1, Comment.End});
  }

  /// `, offset` becomes ` + offset`.
  void addOffset(const std::string &Cut) {
    unsigned Comma = Site.Text.Commas[Asked.Page];
    bool IsFollowedByBlank = llvm::isSpace(Site.FileText[Comma + 1]);
    Edits.replace({Comma, Comma + 1}, IsFollowedByBlank ? " +" : " + ");
    if (Comma != Page.End)
      remove({Page.End, Comma}, "");
    if (!Cut.empty())
      Edits.insert(Offset.Begin, Cut);
    parenthesize(Site, Asked.Offset, Cut.empty() ? prec::Multiplicative : prec::PointerToMember,
                 Edits);
  }

  void remove(TextRange Range, std::string New) {
    Result.HasComment |= hasComment(text(Range));
    Edits.replace(Range, std::move(New));
  }

  StringRef text(TextRange Range) const { return Range.in(Site.FileText); }

  const PageToAddress &Asked;
  const CallSite &Site;
  EditSet &Edits;
  const TextRange Page, Offset;
  PageToAddress::Outcome Result;
};

} // namespace

PageToAddress::Outcome PageToAddress::write(EditSet &Edits) const {
  return Writer(*this, Edits).run();
}

void kphys::parenthesize(const CallSite &Site, unsigned Index, prec::Level Least, EditSet &Edits) {
  if (loosestOperator(Site, Index) >= Least)
    return;
  Edits.insert(Site.Text.Arguments[Index].Begin, "(");
  Edits.insert(Site.Text.Arguments[Index].End, ")");
}
