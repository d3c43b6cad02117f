// What members and calls are called in the catalog.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CENSUS_USEDNAMES_H
#define KPHYS_CHECKS_CENSUS_USEDNAMES_H

#include "checks/bodies/NamedStruct.h"
#include "clang/AST/Expr.h"

namespace kphys {

/// STRUCT.FIELD; the struct is the innermost with a name where it lies in others without one.
inline std::string memberName(const clang::FieldDecl &Field) {
  return nameOfStruct(namedStructOf(Field)) + "." + Field.getNameAsString();
}

inline std::string memberName(const clang::MemberExpr &Member) {
  const auto *Field = llvm::dyn_cast<clang::FieldDecl>(Member.getMemberDecl());
  return Field ? memberName(*Field) : std::string();
}

/// The function, or the member as STRUCT.FIELD, that \p Call calls; empty for anything else.
inline std::string calledName(const clang::CallExpr &Call) {
  if (const clang::FunctionDecl *Callee = Call.getDirectCallee())
    return Callee->getNameAsString();
  const clang::Expr *Called = Call.getCallee()->IgnoreParenImpCasts();
  if (const auto *Deref = llvm::dyn_cast<clang::UnaryOperator>(Called))
    Called = Deref->getSubExpr()->IgnoreParenImpCasts();
  const auto *Member = llvm::dyn_cast<clang::MemberExpr>(Called);
  return Member ? memberName(*Member) : std::string();
}

/// What \p Value is called: a variable, a member, the function that yields it, or the variable or
/// member that it is an element of; empty for anything else.
inline std::string nameText(const clang::Expr &Value) {
  const clang::Expr &Bare = *Value.IgnoreParenCasts();
  if (const auto *Named = llvm::dyn_cast<clang::DeclRefExpr>(&Bare))
    return Named->getDecl()->getNameAsString();
  if (const auto *Member = llvm::dyn_cast<clang::MemberExpr>(&Bare))
    return memberName(*Member);
  if (const auto *Call = llvm::dyn_cast<clang::CallExpr>(&Bare))
    return calledName(*Call);
  if (const auto *Element = llvm::dyn_cast<clang::ArraySubscriptExpr>(&Bare))
    return nameText(*Element->getBase());
  if (const auto *Operator = llvm::dyn_cast<clang::UnaryOperator>(&Bare))
    return nameText(*Operator->getSubExpr());
  return {};
}

} // namespace kphys

#endif
