// dma_map_phys(dev, (phys_addr_t)skb->data, …): a virtual address passed as a physical one.
//
// virt_to_phys() was forgotten, and a cast keeps the compiler quiet; or the kernel's address is in
// an unsigned long anyway, as __get_free_pages() returns it. Casts and locals are seen through. A
// `void *` or a pointer variable may hold anything: that is a check of its own. A pointer that an
// address was cast to is no finding.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

/// How sure it must be that a value is a virtual address.
enum class Sureness {
  Certain, ///< it can be nothing else
  Likely,  ///< it is some other pointer
};

class VirtualArguments {
public:
  VirtualArguments(const AuditInput &In, Sureness Wanted, const AuditReporter &Report)
      : In(In), Wanted(Wanted), Report(Report) {}

  void find() {
    forEachUse(
        In.Body, In.Unit.Context,
        [&](llvm::StringRef Name) {
          const KnownName *Known = In.Unit.Kinds.find(Name);
          return Known && Known->Is == KnownName::Form::Function && !Known->Demands.empty() &&
                 !Known->IsFrame;
        },
        [&](const Expr &Value, const NamedUse &Use) {
          bool IsCall = llvm::isa<clang::CallExpr>(Value.IgnoreParenCasts());
          for (const auto &[Index, Demanded] : In.Unit.Kinds.find(Use.Name)->Demands) {
            const Expr *Argument = Use.argument(Index);
            // A function that is asked about a page takes a pointer.
            bool IsPointer = IsCall && Argument && Argument->getType()->isPointerType();
            if (Demanded != Kind::Bus && Demanded != Kind::None && !IsPointer)
              check(Argument, Use.Name);
          }
        });
    for (const auto *Call : In.Body.all<clang::CallExpr>())
      if (const clang::FunctionDecl *Callee = Call->getDirectCallee();
          Callee && !In.Unit.Names.is(AuditRole::AnyAddress, Callee->getName()))
        for (unsigned I = 0; I < std::min(Call->getNumArgs(), Callee->getNumParams()); ++I)
          if (isAddressType(Callee->getParamDecl(I)->getType(), In.Unit.Kinds, In.Unit.Context))
            check(Call->getArg(I), Callee->getName());
  }

private:
  void check(const Expr *Argument, llvm::StringRef Callee) const {
    const Expr *Origin = Argument ? originOf(Argument, In.Body) : nullptr;
    std::string What = Origin ? virtualAddress(*Origin) : "";
    if (What.empty())
      return;
    AuditFinding Found = {Argument->getExprLoc(),
                          Callee.str() + "() takes a physical address, and gets " + What};
    if (bare(Origin) != bare(Argument))
      Found.Notes.push_back({Origin->getExprLoc(), "it comes from here"});
    Report(std::move(Found));
  }

  /// What \p Value is, if it is a virtual address, and that as sure as is wanted.
  std::string virtualAddress(const Expr &Value) const {
    std::optional<NamedUse> Made = namedUse(Value, In.Unit.Context, [&](llvm::StringRef Name) {
      const KnownName *Known = In.Unit.Kinds.find(Name);
      return Known && Known->Is == KnownName::Form::Function;
    });
    if (Made)
      return Wanted == Sureness::Certain && In.Unit.Kinds.find(Made->Name)->IsVirtual
                 ? "the virtual address that " + Made->Name.str() + "() returns"
                 : "";
    const Expr *Inner = bare(&Value);
    clang::QualType Type = Inner->getType();
    if (!Type->isPointerType() || Type->isFunctionPointerType() ||
        constantOf(*Inner, In.Unit.Context))
      return "";
    bool IsPage = isPageType(Type, In.Unit.Kinds, In.Unit.Context);
    const auto *Member = dyn_cast<clang::MemberExpr>(Inner);
    bool HoldsNumbers = Member && holdsNumbers(*Member->getMemberDecl());
    bool IsCertain =
        IsPage || (!Type->isVoidPointerType() && !HoldsNumbers && (Member || isObject(*Inner)));
    if (HoldsNumbers || IsCertain != (Wanted == Sureness::Certain))
      return "";
    return IsPage ? "a pointer to struct page" : "a pointer";
  }

  /// True if the unit puts a number into \p Field, a pointer: a physical address, perhaps.
  bool holdsNumbers(const clang::ValueDecl &Field) const {
    for (const clang::FunctionDecl *Function : In.Unit.functions())
      for (const auto *Binary : In.Unit.bodyOf(*Function).all<clang::BinaryOperator>()) {
        const auto *Into = dyn_cast<clang::MemberExpr>(bare(Binary->getLHS()));
        if (!Into || Binary->getOpcode() != clang::BO_Assign || Into->getMemberDecl() != &Field)
          continue;
        const auto *Cast = dyn_cast<clang::CastExpr>(Binary->getRHS()->IgnoreParenImpCasts());
        if (Cast && Cast->getSubExpr()->getType()->isIntegerType())
          return true;
      }
    return false;
  }

  /// True for `&x`.
  static bool isObject(const Expr &Value) {
    const auto *Address = dyn_cast<clang::UnaryOperator>(&Value);
    return Address && Address->getOpcode() == clang::UO_AddrOf;
  }

  const AuditInput &In;
  const Sureness Wanted;
  const AuditReporter &Report;
};

} // namespace

void kphys::checkNotPhysical(const AuditInput &In, const AuditReporter &Report) {
  VirtualArguments(In, Sureness::Certain, Report).find();
}

void kphys::checkPointerAsPhysical(const AuditInput &In, const AuditReporter &Report) {
  VirtualArguments(In, Sureness::Likely, Report).find();
}
