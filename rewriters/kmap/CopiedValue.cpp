// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/CopiedValue.h"

#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Expr;
using clang::VarDecl;
using llvm::dyn_cast;

const Expr *kphys::baseOf(const Expr *Value) {
  const Expr *Stripped = Value->IgnoreParenCasts();
  const auto *Sum = dyn_cast<clang::BinaryOperator>(Stripped);
  if (Sum && Sum->getOpcode() == clang::BO_Assign) // start = next = kmap_atomic(page)
    return baseOf(Sum->getLHS());
  if (!Sum || !Sum->isAdditiveOp())
    return Stripped;
  if (Sum->getLHS()->getType()->isPointerType() && Sum->getRHS()->getType()->isPointerType())
    return Stripped; // how far they are apart
  // The distance is a number in the source; an address may have been made one by a cast.
  const Expr *Right = Sum->getRHS()->IgnoreParenCasts();
  bool RightIsAddress = Right->getType()->isPointerType() &&
                        !Sum->getLHS()->IgnoreParenCasts()->getType()->isPointerType();
  return baseOf(RightIsAddress ? Right : Sum->getLHS());
}

const clang::ValueDecl *kphys::namedAt(const Expr *Place) {
  if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(Place))
    return dyn_cast<VarDecl>(Reference->getDecl());
  if (const auto *Member = dyn_cast<clang::MemberExpr>(Place))
    return Member->getMemberDecl();
  return nullptr;
}

std::set<const clang::ValueDecl *> kphys::partsOf(const clang::Stmt &Value) {
  std::set<const clang::ValueDecl *> Result;
  if (const auto *Place = dyn_cast<Expr>(&Value))
    if (const clang::ValueDecl *Part = namedAt(Place))
      Result.insert(Part);
  for (const clang::Stmt *Child : Value.children())
    if (Child)
      Result.merge(partsOf(*Child));
  return Result;
}

bool kphys::isSpelledAlike(const Expr &One, const Expr &Other, const clang::ASTContext &Context) {
  auto TextOf = [&](const Expr &Value) {
    return clang::Lexer::getSourceText(
        clang::CharSourceRange::getTokenRange(Value.getSourceRange()), Context.getSourceManager(),
        Context.getLangOpts());
  };
  return TextOf(One) == TextOf(Other);
}

bool kphys::isCopyOf(const Expr &Named, const Expr &Value, FunctionBody &Body,
                     const clang::ASTContext &Context,
                     llvm::function_ref<bool(const clang::ValueDecl &)> IsStored) {
  const auto *Reference = dyn_cast<clang::DeclRefExpr>(Named.IgnoreParenImpCasts());
  const auto *Copy = Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  const ReachingDefinitions *Definitions = Copy ? Body.definitions() : nullptr;
  const Definition *Given = Definitions ? Definitions->onlyPlain(*Copy, Named) : nullptr;
  if (!Given || !isSpelledAlike(*Given->Value, Value, Context))
    return false;
  return llvm::all_of(partsOf(Value), [&](const clang::ValueDecl *Part) {
    if (const auto *Variable = dyn_cast<VarDecl>(Part))
      return Definitions->isUnchanged(*Variable, *Given->Value, Named) &&
             Definitions->isUnchanged(*Variable, *Given->Value, Value);
    return !IsStored(*Part);
  });
}
