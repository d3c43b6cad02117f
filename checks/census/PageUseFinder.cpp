// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/census/PageUseFinder.h"

#include "checks/census/PageUsePlaces.h"
#include "checks/census/UsedNames.h"

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using llvm::dyn_cast;
using llvm::isa;

const PageUseFinder::Part *PageUseFinder::part(const Stmt &Of) const {
  if (const auto *Member = dyn_cast<clang::MemberExpr>(&Of))
    return Names.isField(Member->getMemberDecl()->getName()) ? Names.part(memberName(*Member))
                                                             : nullptr;
  const auto *Call = dyn_cast<clang::CallExpr>(&Of);
  return Call ? Names.part(calledName(*Call)) : nullptr;
}

void PageUseFinder::add(const clang::FunctionDecl &Function) {
  Body.emplace(Function, Context);
  References.clear();
  Carried.clear();
  std::vector<std::pair<const Expr *, const Part *>> Parts;
  std::vector<const clang::InitListExpr *> Lists;
  for (const Stmt *Each : Body->statements()) {
    if (const auto *Named = dyn_cast<clang::DeclRefExpr>(Each)) {
      if (const auto *Variable = dyn_cast<clang::VarDecl>(Named->getDecl()))
        References[Variable].push_back(Named);
    } else if (const auto *List = dyn_cast<clang::InitListExpr>(Each)) {
      Lists.push_back(List);
    } else if (const Part *Is = part(*Each)) {
      Parts.emplace_back(llvm::cast<Expr>(Each), Is);
    }
  }
  for (const auto &[Each, Is] : Parts)
    if (Is->Is == Part::Role::Yields ||
        (Is->Is == Part::Role::Holds && isa<clang::MemberExpr>(Each)))
      follow(*Each, Is->Carrier);
  while (!Pending.empty()) {
    auto [Variable, Carrier] = Pending.back();
    Pending.pop_back();
    for (const clang::DeclRefExpr *Each : References[Variable])
      follow(*Each, Carrier);
  }
  for (const auto &[Each, Is] : Parts)
    if (const auto *Call = dyn_cast<clang::CallExpr>(Each))
      take(*Call, *Is);
  for (const clang::InitListExpr *Each : Lists)
    hold(*Each);
}

/// Counts what \p Call does by itself: a page is put into a carrier, or something done to one.
void PageUseFinder::take(const clang::CallExpr &Call, const Part &Is) {
  if (Is.Is == Part::Role::Does)
    return count(Is.Carrier, Call, {Is.Use, calledName(Call), {}});
  if (Is.Is != Part::Role::Takes)
    return;
  if (Is.Use == PageUse::Passing) // it stays in there
    return count(Is.Carrier, Call, {Is.Use, calledName(Call), {}});
  for (unsigned Index : Is.Page)
    if (Index < Call.getNumArgs()) {
      const Expr &Page = *Call.getArg(Index);
      count(Is.Carrier, *Page.IgnoreParenCasts(), {Is.Use, originOf(Page), nameOf(Call)});
    }
}

const Expr *PageUseFinder::held(const clang::InitListExpr &List,
                                const clang::FieldDecl &Field) const {
  if (Field.getParent()->isUnion())
    return List.getInitializedFieldInUnion() == &Field && List.getNumInits() != 0 ? List.getInit(0)
                                                                                  : nullptr;
  unsigned Index = 0;
  for (const clang::FieldDecl *Each : Field.getParent()->fields()) {
    if (Each->isUnnamedBitField())
      continue;
    if (Each == &Field)
      return Index < List.getNumInits() ? List.getInit(Index) : nullptr;
    ++Index;
  }
  return nullptr;
}

/// Counts pages that \p List puts into a carrier.
void PageUseFinder::hold(const clang::InitListExpr &List) {
  const auto *Record = List.getType()->getAsRecordDecl();
  if (!Record)
    return;
  for (const clang::FieldDecl *Field : Record->fields()) {
    const Part *Is = Names.isField(Field->getName()) ? Names.part(memberName(*Field)) : nullptr;
    const Expr *Page = Is ? held(List, *Field) : nullptr;
    if (Page && !isa<clang::ImplicitValueInitExpr>(Page))
      count(Is->Carrier, *Page->IgnoreParenCasts(),
            {PageUse::Passing, memberName(*Field), List.getBeginLoc()});
  }
}

void PageUseFinder::count(unsigned Carrier, const Expr &Taken, const Use &Of) {
  UsePlace Place = placeOfUse(nameOf(Taken), Of.Where, Files, Context);
  if (Place.File.empty())
    return;
  Found.push_back({Place.File, Place.Offset, Place.Line, Place.Column,
                   Place.Macro.empty() ? Body->function().getNameAsString() : Place.Macro, Carrier,
                   Of.Is, Of.Through});
}
