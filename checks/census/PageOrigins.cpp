// Where does a page come from that is mapped?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/MacroUses.h"
#include "checks/census/PageUseFinder.h"
#include "checks/census/UsedNames.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;
using llvm::isa;

/// One word for it: a carrier, if one of its origins is one.
std::string PageUseFinder::originOf(const Expr &Page) {
  std::set<const clang::VarDecl *> Seen;
  std::set<std::string> Origins;
  addOrigins(Page, Seen, Origins);
  for (const std::string &Each : Names.carriers())
    if (Origins.count(Each))
      return Each;
  return Origins.empty() ? "unknown" : *Origins.begin();
}

void PageUseFinder::addOrigins(const Expr &Page, std::set<const clang::VarDecl *> &Seen,
                               std::set<std::string> &Into) {
  if (Page.isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull))
    return;
  const Expr &Bare = *Page.IgnoreParenCasts();
  if (const Part *Is = part(Bare);
      Is && (Is->Is == Part::Role::Holds || Is->Is == Part::Role::Yields)) {
    Into.insert(Names.carrier(Is->Carrier));
    return;
  }
  if (std::optional<NamedUse> Made =
          namedUse(Page, Context, [](llvm::StringRef) { return true; })) {
    const Part *Is = Names.part(Made->Name); // a macro that yields a page of a carrier, perhaps
    Into.insert(Is && Is->Is == Part::Role::Yields ? Names.carrier(Is->Carrier) : Made->Name.str());
    return;
  }
  if (const auto *Named = dyn_cast<clang::DeclRefExpr>(&Bare)) {
    if (const auto *Variable = dyn_cast<clang::VarDecl>(Named->getDecl()))
      return addOriginsOf(*Variable, Seen, Into);
  } else if (const auto *Choice = dyn_cast<clang::AbstractConditionalOperator>(&Bare)) {
    addOrigins(*Choice->getTrueExpr(), Seen, Into);
    return addOrigins(*Choice->getFalseExpr(), Seen, Into);
  } else if (const auto *Sum = dyn_cast<clang::BinaryOperator>(&Bare)) {
    if (Sum->getOpcode() == clang::BO_Assign || Sum->getOpcode() == clang::BO_Comma)
      return addOrigins(*Sum->getRHS(), Seen, Into);
    return addOrigins(*(Sum->getLHS()->getType()->isPointerType() ? Sum->getLHS() : Sum->getRHS()),
                      Seen, Into);
  } else if (const auto *Operator = dyn_cast<clang::UnaryOperator>(&Bare)) {
    if (Operator->isIncrementDecrementOp())
      return addOrigins(*Operator->getSubExpr(), Seen, Into);
    if (const auto *Element =
            dyn_cast<clang::ArraySubscriptExpr>(Operator->getSubExpr()->IgnoreParens());
        Element && Operator->getOpcode() == clang::UO_AddrOf)
      return addOrigins(*Element->getBase(), Seen, Into);
  }
  Into.insert(isa<clang::MemberExpr>(Bare)           ? "member"
              : isa<clang::ArraySubscriptExpr>(Bare) ? "element"
              : isa<clang::UnaryOperator>(Bare)      ? "pointer"
                                                     : "unknown");
}

void PageUseFinder::addOriginsOf(const clang::VarDecl &Variable,
                                 std::set<const clang::VarDecl *> &Seen,
                                 std::set<std::string> &Into) {
  if (!Seen.insert(&Variable).second)
    return;
  for (unsigned Carrier : Carried[&Variable])
    Into.insert(Names.carrier(Carrier));
  if (isa<clang::ParmVarDecl>(Variable))
    Into.insert("parameter");
  else if (!Variable.hasLocalStorage())
    Into.insert("global");
  else if (const Expr *Init = Variable.getInit())
    addOrigins(*Init, Seen, Into);
  for (const clang::DeclRefExpr *Each : References[&Variable]) {
    const clang::Stmt *Around = Body->parent(Each);
    if (const auto *Stored = llvm::dyn_cast_or_null<clang::BinaryOperator>(Around);
        Stored && Stored->getOpcode() == clang::BO_Assign && Stored->getLHS() == Each)
      addOrigins(*Stored->getRHS(), Seen, Into);
    else if (const auto *Operator = llvm::dyn_cast_or_null<clang::UnaryOperator>(Around);
             Operator && Operator->getOpcode() == clang::UO_AddrOf)
      Into.insert("pointer");
  }
}
