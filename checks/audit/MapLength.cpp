// memcpy(to, kmap_local_page(page), sg->length): one mapping is one page, whatever follows it.
//
// With a mapping of its own the next page is somewhere else. A finding is a copy from or to such a
// mapping whose length is a constant beyond the page, or that of a segment of several pages; and,
// in a check of its own, one that the caller gives and nobody looks at.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/facts/AddressValues.h"

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
  /// The mapping that \p Address is in, with how far into it that is where it is constant.
  std::optional<NamedUse> mappingOf(const Expr &Address, uint64_t &Offset) const {
    const Expr *Origin = originOf(&Address, In.Body);
    if (std::optional<NamedUse> Map = useWith(*Origin, AuditRole::MapOnePage, In.Unit))
      return Map;
    const auto *Sum = dyn_cast<clang::BinaryOperator>(bare(Origin));
    if (!Sum || Sum->getOpcode() != clang::BO_Add)
      return std::nullopt;
    Offset += constantOf(*Sum->getRHS(), In.Unit.Context).value_or(0);
    return mappingOf(*Sum->getLHS(), Offset);
  }

  /// True for the length of a segment, which may have several pages.
  bool isOfSegment(const Expr &Length) const {
    const Expr *Origin = originOf(&Length, In.Body);
    if (useWith(*Origin, AuditRole::SegmentLength, In.Unit))
      return true;
    const auto *Member = dyn_cast<clang::MemberExpr>(bare(Origin));
    const auto *Field = Member ? dyn_cast<clang::FieldDecl>(Member->getMemberDecl()) : nullptr;
    return Field &&
           In.Unit.Names.is(AuditRole::SegmentLength,
                            (Field->getParent()->getName() + "." + Field->getName()).str());
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
    std::optional<uint64_t> Bytes = constantOf(Length, In.Unit.Context);
    if (Wanted == Lengths::Unchecked) {
      if (isUnchecked(Length))
        Report({Copy.Where,
                Copy.Name.str() + "() of a length that nothing keeps within the one page that is "
                                  "mapped",
                {{Map->Where, Map->Name.str() + "() maps one page here"}}});
      return;
    }
    bool IsTooLong = Bytes && *Bytes + Offset > SmallestPage;
    if (!IsTooLong && !isOfSegment(Length))
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
