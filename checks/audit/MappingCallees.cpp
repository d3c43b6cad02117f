// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/MappingCallees.h"

#include "checks/bodies/AddressValues.h"
#include "checks/bodies/FunctionBody.h"

using namespace kphys;
using clang::CallExpr;
using clang::Expr;
using clang::FunctionDecl;
using llvm::dyn_cast;

/// The name of the function, or of the pointer to one, that \p Call calls.
static llvm::StringRef nameOf(const CallExpr &Call) {
  const Expr *Callee = bare(Call.getCallee());
  if (const auto *Pointed = dyn_cast<clang::UnaryOperator>(Callee))
    Callee = bare(Pointed->getSubExpr());
  const clang::NamedDecl *Named = nullptr;
  if (const auto *Member = dyn_cast<clang::MemberExpr>(Callee))
    Named = Member->getMemberDecl();
  else if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(Callee))
    Named = Reference->getDecl();
  return Named && Named->getDeclName().isIdentifier() ? Named->getName() : llvm::StringRef();
}

const LocalMapping *MappingCallees::known(const CallExpr &Call) const {
  return Call.getDirectCallee() ? Unit.Names.localMapping(nameOf(Call)) : nullptr;
}

const unsigned *MappingCallees::handsOver(const CallExpr &Call) const {
  return Call.getDirectCallee() ? Unit.Names.handsOver(nameOf(Call)) : nullptr;
}

const Expr *MappingCallees::pageAskedFor(const CallExpr &Call) const {
  bool Asks = Call.getDirectCallee() && Call.getNumArgs() > 0 &&
              Unit.Names.is(AuditRole::PageAddress, nameOf(Call));
  return Asks ? Call.getArg(0) : nullptr;
}

bool MappingCallees::readsThrough(const CallExpr &Call, unsigned Index) const {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (Callee && Callee->getBuiltinID() && Callee->getName().starts_with("__builtin_"))
    return llvm::StringRef(Callee->getName()).starts_with("__builtin_mem");
  return Callee && Index < Callee->getNumParams() &&
         Callee->getParamDecl(Index)->getType()->isPointerType();
}

bool MappingCallees::mayEnd(const CallExpr &Call, unsigned Index) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  const FunctionDecl *Definition = Callee ? Callee->getDefinition() : nullptr;
  bool HasBody = Definition && Definition->doesThisDeclarationHaveABody() &&
                 !Definition->hasSkippedBody() && Index < Definition->getNumParams();
  if (HasBody)
    return mayEndIn(*Definition, Index);
  return Unit.Names.hasWord(AuditRole::EndingWord, nameOf(Call));
}

bool MappingCallees::mayEndIn(const FunctionDecl &Function, unsigned Index) {
  auto [Known, IsNew] = Answers.try_emplace({&Function, Index}, false);
  if (!IsNew) // of one that calls itself, too: the other calls tell
    return Known->second;
  const clang::ParmVarDecl *Parameter = Function.getParamDecl(Index);
  FunctionBody &Body = Unit.bodyOf(Function);
  std::set<const clang::VarDecl *> Made = {Parameter}; // it, and what is made from it
  auto Names = [&](const clang::Stmt *Whole) {
    return llvm::any_of(Body.all<clang::DeclRefExpr>(), [&](const clang::DeclRefExpr *Each) {
      const auto *Variable = dyn_cast<clang::VarDecl>(Each->getDecl());
      return Variable && Made.count(Variable) && Body.contains(Whole, Each);
    });
  };
  for (bool Grew = true; std::exchange(Grew, false);) {
    for (const auto *Declared : Body.all<clang::DeclStmt>())
      for (const clang::Decl *Part : Declared->decls())
        if (const auto *Local = dyn_cast<clang::VarDecl>(Part); Local && Local->getInit())
          if ((Local->getType()->isPointerType() || Local->getType()->isRecordType()) &&
              !Made.count(Local) && Names(Local->getInit()))
            Grew |= Made.insert(Local).second;
    for (const auto *Binary : Body.all<clang::BinaryOperator>())
      if (const clang::VarDecl *Variable = variableOf(Binary->getLHS());
          Binary->getOpcode() == clang::BO_Assign && Variable &&
          Variable->getType()->isPointerType() && !Made.count(Variable) && Names(Binary->getRHS()))
        Grew |= Made.insert(Variable).second;
  }
  bool May = llvm::any_of(Body.all<clang::BinaryOperator>(), [&](const auto *Binary) {
    return Binary->getOpcode() == clang::BO_Assign && !variableOf(Binary->getLHS()) &&
           Binary->getRHS()->getType()->isPointerType() && Names(Binary->getRHS());
  });
  for (const auto *Call : Body.all<CallExpr>())
    for (unsigned I = 0; !May && I < Call->getNumArgs(); ++I)
      if (Names(Call->getArg(I))) {
        const LocalMapping *Direct = known(*Call);
        May = Direct ? !Direct->Maps : mayEnd(*Call, I);
      }
  return Answers[{&Function, Index}] = May;
}
