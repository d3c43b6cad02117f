// if (pfn_valid(pfn)) p = phys_to_virt(phys): a frame may have a struct page and no mapping.
//
// Reserved and device memory can be in the memory map. pfn_valid() says that pfn_to_page() may be
// used; whether the linear map has the address is another question.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/GuardScopes.h"

using namespace kphys;
using clang::Expr;

namespace {

/// The guard that answered yes about \p Value before \p Where, if none of them proves more than
/// that there is a page.
std::string weakGuard(const clang::ValueDecl *Value, clang::SourceLocation Where,
                      const GuardScopes &Guards, const KindCatalog &Kinds) {
  std::string Weak;
  std::string Asked = Guards.askedAbout(Value, Where);
  for (llvm::StringRef Each : llvm::split(Asked, ' ')) {
    const KnownName *Known = Each.empty() ? nullptr : Kinds.find(Each.drop_front());
    if (!Known || Known->Is != KnownName::Form::Guard)
      continue;
    if (Known->Proves != KnownName::Proof::HasPage)
      return {};
    if (Each.front() == '+')
      Weak = Each.drop_front().str();
  }
  return Weak;
}

} // namespace

void kphys::checkPfnValid(const AuditInput &In, const AuditReporter &Report) {
  std::optional<GuardScopes> Guards;
  forEachUse(
      In.Body, In.Unit.Context,
      [&](llvm::StringRef Name) { return In.Unit.Names.is(AuditRole::LinearMap, Name); },
      [&](const Expr &, const NamedUse &Use) {
        const Expr *Address = Use.argument(0);
        if (!Address)
          return;
        if (!Guards) {
          Guards.emplace(In.Unit.Context.getSourceManager(), In.Unit.Context.getLangOpts(),
                         In.Unit.Kinds);
          Guards->read(In.Function.getBody());
        }
        for (const auto *Each : In.Body.all<clang::DeclRefExpr>()) {
          if (!In.Body.contains(Address, Each))
            continue;
          std::string Guard = weakGuard(Each->getDecl(), Use.Where, *Guards, In.Unit.Kinds);
          if (Guard.empty())
            continue;
          Report({Use.Where, Use.Name.str() + "() of an address of which only " + Guard +
                                 "() was asked: a struct page is no kernel mapping"});
          return;
        }
      });
}
