// page_to_virt(phys_to_page(phys)): the start of the page, whatever phys was.
//
// Where the page is only a step from an address to its mapping, phys_to_virt(phys) is meant. A
// finding is a detour whose address may have an offset that nobody adds.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using llvm::dyn_cast;

namespace {

class Detours {
public:
  Detours(const AuditInput &In, const AuditReporter &Report) : In(In), Report(Report) {}

  void find() {
    forEachUse(
        In.Body, In.Unit.Context,
        [&](llvm::StringRef Name) { return In.Unit.Names.is(AuditRole::PageToVirtual, Name); },
        [&](const Expr &Value, const NamedUse &Mapping) {
          const Expr *Page = Mapping.argument(0);
          const Expr *Address = Page && !isPartOfSum(&Value) && !isAddedToLater(&Value)
                                    ? addressOfPage(*Page, In)
                                    : nullptr;
          if (Address)
            check(Mapping, *Address);
        });
  }

private:
  /// True for `page_to_virt(…) + x`.
  bool isPartOfSum(const Stmt *Value) const {
    for (const Stmt *Parent = In.Body.parent(Value); Parent; Parent = In.Body.parent(Parent)) {
      if (const auto *Sum = dyn_cast<clang::BinaryOperator>(Parent))
        return Sum->isAdditiveOp() || Sum->getOpcode() == clang::BO_Or;
      if (!llvm::isa<clang::CastExpr, clang::ParenExpr, clang::StmtExpr>(Parent))
        return llvm::isa<clang::ArraySubscriptExpr>(Parent);
    }
    return false;
  }

  /// The variable or field that \p Value is.
  static const clang::ValueDecl *named(const Expr *Value) {
    if (const auto *Member = dyn_cast<clang::MemberExpr>(bare(Value)))
      return Member->getMemberDecl();
    return variableOf(Value);
  }

  /// True if \p Value is kept in a local that something is added to.
  bool isAddedToLater(const Stmt *Value) const {
    const clang::VarDecl *Into = nullptr;
    for (const Stmt *Part = Value, *Parent = In.Body.parent(Value); Parent && !Into;
         Part = Parent, Parent = In.Body.parent(Parent)) {
      if (const auto *Declared = dyn_cast<clang::DeclStmt>(Parent)) {
        for (const clang::Decl *Each : Declared->decls())
          if (const auto *Local = dyn_cast<clang::VarDecl>(Each); Local && Local->getInit() == Part)
            Into = Local;
      } else if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Parent)) {
        Into = Binary->getOpcode() == clang::BO_Assign ? variableOf(Binary->getLHS()) : nullptr;
      }
      if (!llvm::isa<Expr>(Parent))
        break;
    }
    return Into && llvm::any_of(In.Body.all<clang::DeclRefExpr>(), [&](const auto *Each) {
             return Each->getDecl() == Into && isPartOfSum(Each);
           });
  }

  /// True if an offset is taken of \p Of anywhere in the function.
  bool isOffsetTaken(const clang::ValueDecl &Of) const {
    for (const auto *Binary : In.Body.all<clang::BinaryOperator>())
      if (std::optional<BitsOf> Taken = lowBits(*Binary, In.Unit.Context))
        for (const Expr *Each : In.Body.all<Expr>())
          if (llvm::isa<clang::DeclRefExpr, clang::MemberExpr>(Each) && named(Each) == &Of &&
              In.Body.contains(Taken->Of, Each))
            return true;
    return false;
  }

  void check(const NamedUse &Mapping, const Expr &Address) const {
    const clang::ValueDecl *Variable = named(&Address);
    bool IsAddress = isAddressType(bare(&Address)->getType(), In.Unit.Kinds, In.Unit.Context);
    if (!Variable || !IsAddress || isOffsetTaken(*Variable))
      return;
    constexpr unsigned PageBits = 12;
    if (KnownZeros(In.Body, In.Unit.Context).of(Address) >= PageBits)
      return;
    Report({Mapping.Where,
            Mapping.Name.str() + "() of the page that '" + Variable->getNameAsString() +
                "' is in: the offset of the address is lost",
            {{bare(&Address)->getExprLoc(), "the page is made from the address here"}}});
  }

  const AuditInput &In;
  const AuditReporter &Report;
};

} // namespace

void kphys::checkLostOffset(const AuditInput &In, const AuditReporter &Report) {
  Detours(In, Report).find();
}
