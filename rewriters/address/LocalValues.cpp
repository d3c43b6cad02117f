// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/address/LocalValues.h"

#include "checks/bodies/FunctionBody.h"
#include "rewriters/AssignedValue.h"
#include "llvm/ADT/StringMap.h"

using namespace kphys;
using llvm::dyn_cast;
using llvm::StringRef;

namespace {

/// The part of a block that \p Part is, or is in; nullptr where that is no block.
const clang::Stmt *partOfBlock(const FunctionBody &Body, const clang::Stmt *Part) {
  while (Part && !llvm::isa_and_nonnull<clang::CompoundStmt>(Body.parent(Part)))
    Part = Body.parent(Part);
  return Part;
}

/// True if \p Part only gives a variable the value of the call, or is the call; and if the only
/// effect is that of the call, with \p Page and \p Offset for its arguments.
bool isJust(const clang::Stmt &Part, const clang::CallExpr &Call, const clang::ASTContext &Context,
            unsigned Page, unsigned Offset) {
  const auto IsCall = [&](const clang::Expr *Value) {
    return Value && Value->IgnoreParenCasts() == &Call;
  };
  for (unsigned I = 0; I < Call.getNumArgs(); ++I)
    if (I != Page && I != Offset && Call.getArg(I)->HasSideEffects(Context))
      return false;
  if (const auto *Assignment = dyn_cast<clang::BinaryOperator>(&Part))
    return Assignment->isAssignmentOp() && IsCall(Assignment->getRHS()) &&
           !Assignment->getLHS()->HasSideEffects(Context);
  if (const auto *Return = dyn_cast<clang::ReturnStmt>(&Part))
    return IsCall(Return->getRetValue());
  if (const auto *Declared = dyn_cast<clang::DeclStmt>(&Part)) {
    const auto *Variable =
        Declared->isSingleDecl() ? dyn_cast<clang::VarDecl>(Declared->getSingleDecl()) : nullptr;
    return Variable && IsCall(Variable->getInit());
  }
  const auto *Value = dyn_cast<clang::Expr>(&Part);
  return Value && IsCall(Value);
}

/// Finds what one call can be given instead of its locals.
class CandidateFinder {
public:
  CandidateFinder(const CallSite &Site, const ShorterSpelling &Shorter)
      : Site(Site), Shorter(Shorter) {}

  std::optional<LocalCandidate> find(unsigned Page, unsigned Offset) {
    const ReachingDefinitions *Flow = Site.Body ? Site.Body->definitions() : nullptr;
    if (!Flow || !Site.Where.Macro.empty() || Site.Text.Wrong != CallText::Problem::None ||
        std::max(Page, Offset) >=
            std::min<size_t>(Site.Text.Arguments.size(), Site.Call.getNumArgs()))
      return std::nullopt;
    Result.Site = &Site;
    Result.Uses = {Site.Text.Arguments[Page], Site.Text.Arguments[Offset]};
    std::optional<WrittenValue> PageValue = written(Page, *Flow), OffsetValue;
    const clang::VarDecl *PageLocal = Result.Locals.empty() ? nullptr : Result.Locals[0].Variable;
    if (PageValue)
      OffsetValue = written(Offset, *Flow);
    PageIndex = Page;
    OffsetIndex = Offset;
    if (!OffsetValue || Result.Locals.empty() || !isJustBefore(*Flow) ||
        !namesAreClear({PageValue->Value, OffsetValue->Value}) ||
        !isOfThatPage(*Flow, *OffsetValue->Value, PageLocal))
      return std::nullopt;
    std::optional<PhysicalSpelling> Spelling =
        Shorter.ofBoth(Site, *PageValue, expanded(*OffsetValue, PageLocal, *PageValue));
    // What takes several lines is better off in a local.
    if (!Spelling || Spelling->Kept.in(Site.FileText).contains('\n'))
      return std::nullopt;
    Result.Address = Spelling->Before + Spelling->Kept.in(Site.FileText).str() + Spelling->After;
    Result.Include = Spelling->Include;
    return std::move(Result);
  }

private:
  /// Argument \p Index as it is written, or what the local that it is was given last.
  std::optional<WrittenValue> written(unsigned Index, const ReachingDefinitions &Flow) {
    const clang::Expr *Value = Site.Call.getArg(Index);
    TextRange Where = Site.Text.Arguments[Index];
    const auto *Named = dyn_cast<clang::DeclRefExpr>(Value->IgnoreParenImpCasts());
    const auto *Variable = Named ? dyn_cast<clang::VarDecl>(Named->getDecl()) : nullptr;
    if (Variable && Variable->isLocalVarDecl() && Where.in(Site.FileText) == Variable->getName()) {
      constexpr unsigned LeastBits = 32; // of an offset in a page, which may have 64 KiB
      const Definition *From = Flow.onlyPlain(*Variable, Site.Call);
      StringRef Text = From ? spelledValue(Site, *From->Value) : StringRef();
      bool IsWide = !Variable->getType()->isIntegerType() ||
                    Site.Context.getTypeSize(Variable->getType()) >= LeastBits;
      if (Text.empty() || !IsWide)
        return std::nullopt;
      Result.Locals.push_back({Variable, From});
      Value = From->Value;
      Where.Begin = Text.data() - Site.FileText.data();
      Where.End = Where.Begin + Text.size();
    }
    if (hasComment(Where.in(Site.FileText)))
      return std::nullopt;
    return WrittenValue{Value, Where, tokensIn(Site.FileText, Where)};
  }

  /// The text of \p Offset, with the value of \p PageLocal for its name.
  std::string expanded(const WrittenValue &Offset, const clang::VarDecl *PageLocal,
                       const WrittenValue &Page) const {
    std::string Text;
    for (TextRange Token : Offset.Tokens) {
      bool IsPage = PageLocal && Token.in(Site.FileText) == PageLocal->getName();
      Text += (IsPage ? Page.Where : Token).in(Site.FileText);
      Text += ' ';
    }
    return Text;
  }

  /// True if every variable that \p Values name is what its name means at the call, too: no other
  /// one of that name is declared around the call.
  bool namesAreClear(std::initializer_list<const clang::Expr *> Values) const {
    llvm::StringMap<std::set<const clang::Decl *>> Declared;
    for (const clang::ParmVarDecl *Each : Site.Body->function().parameters())
      Declared[Each->getName()].insert(Each);
    for (const auto *Each : Site.Body->all<clang::DeclStmt>())
      if (const clang::Stmt *Block = Site.Body->parent(Each);
          Block && Site.Body->contains(Block, &Site.Call))
        for (const clang::Decl *One : Each->decls())
          if (const auto *Named = dyn_cast<clang::NamedDecl>(One))
            Declared[Named->getName()].insert(Named);
    return llvm::all_of(Site.Body->all<clang::DeclRefExpr>(), [&](const auto *Each) {
      if (llvm::none_of(Values,
                        [&](const clang::Expr *Value) { return Site.Body->contains(Value, Each); }))
        return true;
      const clang::ValueDecl *Named = Each->getDecl();
      auto Known = Declared.find(Named->getName());
      bool IsOutside = !Named->getDeclContext()->isFunctionOrMethod();
      return Known == Declared.end() ? IsOutside
                                     : Known->second == std::set<const clang::Decl *>{Named};
    });
  }

  /// True if \p PageLocal, where the value \p Offset names it, is what the call is given.
  bool isOfThatPage(const ReachingDefinitions &Flow, const clang::Expr &Offset,
                    const clang::VarDecl *PageLocal) const {
    return llvm::all_of(Site.Body->all<clang::DeclRefExpr>(), [&](const auto *Each) {
      if (!PageLocal || Each->getDecl() != PageLocal || !Site.Body->contains(&Offset, Each))
        return true;
      std::vector<const Definition *> Reaching = Flow.reaching(*Each);
      return Reaching.size() == 1 && Reaching.front() == Result.Locals.front().From;
    });
  }

  /// True if nothing happens between what the locals were given and the call but that: then it
  /// would have the same value at the call.
  bool isJustBefore(const ReachingDefinitions &Flow) const {
    const clang::Stmt *Last = partOfBlock(*Site.Body, &Site.Call);
    std::set<const clang::Stmt *> Given;
    for (const GivenLocal &Each : Result.Locals)
      Given.insert(Each.From->Where);
    if (llvm::all_of(Result.Locals, [&](const GivenLocal &Each) {
          return Flow.isUnchanged(*Each.From->Value, Site.Call);
        }))
      return true;
    if (!Last || !isJust(*Last, Site.Call, Site.Context, PageIndex, OffsetIndex))
      return false;
    const auto *Block = llvm::cast<clang::CompoundStmt>(Site.Body->parent(Last));
    bool HasBegun = false;
    for (const clang::Stmt *Each : Block->body()) {
      if (Each == Last)
        return HasBegun && Given.empty();
      const auto *Declared = dyn_cast<clang::DeclStmt>(Each);
      if (Given.erase(Each) && (!Declared || Declared->isSingleDecl()))
        HasBegun = true;
      else if (HasBegun)
        return false;
    }
    return false;
  }

  const CallSite &Site;
  const ShorterSpelling &Shorter;
  unsigned PageIndex = 0, OffsetIndex = 0;
  LocalCandidate Result;
};

} // namespace

std::optional<LocalCandidate> kphys::findLocalCandidate(const CallSite &Site,
                                                        const ShorterSpelling &Shorter,
                                                        unsigned Page, unsigned Offset) {
  return CandidateFinder(Site, Shorter).find(Page, Offset);
}
