// memcpy(to, kmap_local_page(page), sg->length): one mapping is one page, whatever follows it.
//
// With a mapping of its own the next page is somewhere else. A finding is a copy from or to such a
// mapping whose length is a constant beyond the page, or that of a segment of several pages; and,
// in a check of its own, one that the caller gives and nobody looks at.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressValues.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

constexpr uint64_t SmallestPage = 4096; ///< on some machine

/// Which lengths are told of.
enum class Lengths {
  TooLong,   ///< beyond a page, or that of a segment
  Unchecked, ///< those that the caller gives, and that nobody looks at
};

class Copies {
public:
  Copies(const AuditInput &In, Lengths Wanted, const AuditReporter &Report)
      : In(In), Wanted(Wanted), Report(Report) {}

  void find() {
    forEachUse(
        In.Body, In.Unit.Context,
        [&](llvm::StringRef Name) { return In.Unit.Names.copier(Name) != nullptr; },
        [&](const Expr &, const NamedUse &Use) {
          const MemoryCopier &Copier = *In.Unit.Names.copier(Use.Name);
          const Expr *Length = Use.argument(Copier.Length);
          for (unsigned Pointer : Copier.Pointers)
            if (const Expr *Address = Use.argument(Pointer); Address && Length)
              check(Use, *Address, *Length);
        });
  }

private:
  /// The mapping that \p Address is in, with how far into it that is as far as it is constant.
  std::optional<NamedUse> mappingOf(const Expr &Address, uint64_t &Offset,
                                    unsigned Depth = 0) const {
    constexpr unsigned MaxDepth = 8;
    const Expr *Origin = originOf(&Address, In.Body);
    if (std::optional<NamedUse> Map = useWith(*Origin, AuditRole::MapOnePage, In.Unit))
      return Map;
    const Expr *Value = bare(Origin);
    if (Depth == MaxDepth)
      return std::nullopt;
    if (const auto *Sum = dyn_cast<clang::BinaryOperator>(Value);
        Sum && Sum->getOpcode() == clang::BO_Add)
      for (const auto &[Base, Added] :
           {std::pair(Sum->getLHS(), Sum->getRHS()), std::pair(Sum->getRHS(), Sum->getLHS())})
        if (std::optional<NamedUse> Map = mappingOf(*Base, Offset, Depth + 1)) {
          Offset += constantOf(*originOf(Added, In.Body), In.Unit.Context).value_or(0);
          return Map;
        }
    if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Value);
        Unary && Unary->getOpcode() == clang::UO_AddrOf) {
      const auto *Item = dyn_cast<clang::ArraySubscriptExpr>(bare(Unary->getSubExpr()));
      std::optional<NamedUse> Map =
          Item ? mappingOf(*Item->getBase(), Offset, Depth + 1) : std::nullopt;
      if (Map && !Item->getType()->isIncompleteType())
        Offset += constantOf(*originOf(Item->getIdx(), In.Body), In.Unit.Context).value_or(0) *
                  In.Unit.Context.getTypeSizeInChars(Item->getType()).getQuantity();
      return Map;
    }
    return steppedFrom(Value, Offset, Depth);
  }

  /// As mappingOf(), for a variable that gets one address and is moved on from there.
  std::optional<NamedUse> steppedFrom(const Expr *Value, uint64_t &Offset, unsigned Depth) const {
    const clang::VarDecl *Variable = variableOf(Value);
    const ReachingDefinitions *Flow = Variable ? In.Body.definitions() : nullptr;
    if (!Flow || !Flow->canFollow(*Variable))
      return std::nullopt;
    const Definition *Plain = nullptr;
    for (const Definition *Each : Flow->definitions(*Variable)) {
      if (Each->Is == Definition::Form::Modify || Each->Is == Definition::Form::None)
        continue;
      if (Plain || !Each->isPlain())
        return std::nullopt;
      Plain = Each;
    }
    return Plain ? mappingOf(*Plain->Value, Offset, Depth + 1) : std::nullopt;
  }

  /// True if \p Part stands in a loop that is the macro of a name with \p Role.
  bool isInLoopOf(AuditRole Role, const clang::Stmt *Part) const {
    const clang::SourceManager &Sources = In.Unit.Context.getSourceManager();
    for (; Part; Part = In.Body.parent(Part))
      if (llvm::isa<clang::ForStmt>(Part))
        for (clang::SourceLocation At = Part->getBeginLoc(); At.isMacroID();
             At = Sources.getImmediateMacroCallerLoc(At))
          if (In.Unit.Names.is(Role, clang::Lexer::getImmediateMacroName(
                                         At, Sources, In.Unit.Context.getLangOpts())))
            return true;
    return false;
  }

  /// True if a comparison somewhere looks at \p Field.
  bool isCompared(const clang::FieldDecl &Field) const {
    return llvm::any_of(In.Body.all<clang::BinaryOperator>(), [&](const auto *Each) {
      return Each->isRelationalOp() &&
             llvm::any_of(std::initializer_list<const Expr *>{Each->getLHS(), Each->getRHS()},
                          [&](const Expr *Side) {
                            const auto *Member = dyn_cast<clang::MemberExpr>(bare(Side));
                            return Member && Member->getMemberDecl() == &Field;
                          });
    });
  }

  /// True for a length that stands beside the page that is mapped, in the same struct, or for one
  /// with something added: what has one page and a length is a segment.
  bool isBesidePage(const Expr &Length, const NamedUse &Map) const {
    const Expr *Origin = bare(originOf(&Length, In.Body));
    if (const auto *Sum = dyn_cast<clang::BinaryOperator>(Origin);
        Sum && Sum->getOpcode() == clang::BO_Add)
      return isBesidePage(*Sum->getLHS(), Map) || isBesidePage(*Sum->getRHS(), Map);
    const auto *Member = dyn_cast<clang::MemberExpr>(Origin);
    const auto *Field = Member ? dyn_cast<clang::FieldDecl>(Member->getMemberDecl()) : nullptr;
    const Expr *Page = Map.argument(0);
    if (!Field || !Page || isCompared(*Field) || !Field->getType()->isIntegerType())
      return false;
    llvm::StringRef Name = Field->getName();
    bool IsLength = Name.contains_insensitive("len") || Name.contains_insensitive("size") ||
                    Name.contains_insensitive("bytes");
    const auto *Of = dyn_cast<clang::MemberExpr>(bare(originOf(Page, In.Body)));
    const clang::VarDecl *Base = variableOf(Member->getBase());
    return IsLength && Of && Base && variableOf(Of->getBase()) == Base && Member->isArrow() &&
           Of->getMemberDecl()->getDeclContext() == Field->getDeclContext() &&
           !isInLoopOf(AuditRole::SinglePageIterator, Member);
  }

  /// True for the length of a segment, which may have several pages, or one with something added.
  bool isOfSegment(const Expr &Length) const {
    const Expr *Origin = originOf(&Length, In.Body);
    if (useWith(*Origin, AuditRole::SegmentLength, In.Unit))
      return true;
    if (const auto *Sum = dyn_cast<clang::BinaryOperator>(bare(Origin));
        Sum && Sum->getOpcode() == clang::BO_Add)
      return isOfSegment(*Sum->getLHS()) || isOfSegment(*Sum->getRHS());
    const auto *Member = dyn_cast<clang::MemberExpr>(bare(Origin));
    const auto *Field = Member ? dyn_cast<clang::FieldDecl>(Member->getMemberDecl()) : nullptr;
    if (!Field || isCompared(*Field) || isInLoopOf(AuditRole::SinglePageIterator, Member))
      return false;
    if (In.Unit.Names.is(AuditRole::SegmentLength,
                         (Field->getParent()->getName() + "." + Field->getName()).str()))
      // A copy of a segment that an iterator fills is cut at the end of a page, as a rule.
      return Member->isArrow() || !variableOf(Member->getBase()) ||
             isInLoopOf(AuditRole::MultiPageIterator, Member);
    return false;
  }

  /// True for a parameter that is used for nothing but lengths of copies and steps: no comparison,
  /// no minimum, no arithmetic bounds it.
  bool isUnchecked(const Expr &Length) const {
    const clang::VarDecl *Variable = variableOf(&Length);
    if (!Variable || !llvm::isa<clang::ParmVarDecl>(Variable))
      return false;
    for (const auto *Each : In.Body.all<clang::DeclRefExpr>()) {
      if (Each->getDecl() != Variable)
        continue;
      for (const clang::Stmt *Parent = In.Body.parent(Each); Parent;
           Parent = In.Body.parent(Parent)) {
        if (llvm::isa<clang::CallExpr>(Parent) || !llvm::isa<Expr>(Parent))
          break;
        if (!llvm::isa<clang::ImplicitCastExpr, clang::ParenExpr>(Parent))
          return false;
      }
    }
    return true;
  }

  void check(const NamedUse &Copy, const Expr &Address, const Expr &Length) const {
    uint64_t Offset = 0;
    std::optional<NamedUse> Map = mappingOf(Address, Offset);
    if (!Map)
      return;
    std::optional<uint64_t> Bytes = constantOf(*originOf(&Length, In.Body), In.Unit.Context);
    if (Wanted == Lengths::Unchecked) {
      if (isUnchecked(Length))
        Report({Copy.Where,
                Copy.Name.str() + "() of a length that nothing keeps within the one page that is "
                                  "mapped",
                {{Map->Where, Map->Name.str() + "() maps one page here"}}});
      return;
    }
    bool IsTooLong = Bytes && *Bytes + Offset > SmallestPage;
    if (!IsTooLong && !isOfSegment(Length) && !isBesidePage(Length, *Map))
      return;
    Report({Copy.Where,
            Copy.Name.str() + (IsTooLong ? "() goes beyond the one page that is mapped"
                                         : "() of a whole segment, which may go beyond the one "
                                           "page that is mapped"),
            {{Map->Where, Map->Name.str() + "() maps one page here"}}});
  }

  const AuditInput &In;
  const Lengths Wanted;
  const AuditReporter &Report;
};

} // namespace

void kphys::checkMapLength(const AuditInput &In, const AuditReporter &Report) {
  Copies(In, Lengths::TooLong, Report).find();
}

void kphys::checkMapLengthUnchecked(const AuditInput &In, const AuditReporter &Report) {
  Copies(In, Lengths::Unchecked, Report).find();
}
