// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/FunctionBody.h"

#include "clang/AST/ExprCXX.h"

using namespace kphys;
using clang::Stmt;
using llvm::dyn_cast;

FunctionBody::FunctionBody(const clang::FunctionDecl &Function, clang::ASTContext &Context)
    : Function(Function), Context(Context) {
  add(Function.getBody(), nullptr);
}

void FunctionBody::add(const Stmt *Part, const Stmt *Parent) {
  if (!Part)
    return;
  Statements.push_back(Part);
  Parents[Part] = Parent;
  if (llvm::isa<clang::UnaryExprOrTypeTraitExpr>(Part))
    return;
  if (const auto *Generic = dyn_cast<clang::GenericSelectionExpr>(Part)) {
    if (!Generic->isResultDependent())
      add(Generic->getResultExpr(), Part);
    return;
  }
  if (const auto *Choice = dyn_cast<clang::ChooseExpr>(Part)) {
    add(Choice->getChosenSubExpr(), Part);
    return;
  }
  if (const auto *Call = dyn_cast<clang::CallExpr>(Part);
      Call && Call->isUnevaluatedBuiltinCall(Context))
    return;
  if (const auto *Declared = dyn_cast<clang::DeclStmt>(Part)) {
    // children() also has the sizes of arrays.
    for (const clang::Decl *Each : Declared->decls())
      if (const auto *Variable = dyn_cast<clang::VarDecl>(Each))
        add(Variable->getInit(), Part);
    return;
  }
  for (const Stmt *Child : Part->children())
    add(Child, Part);
}

bool FunctionBody::contains(const Stmt *Whole, const Stmt *Part) const {
  for (; Part; Part = parent(Part))
    if (Part == Whole)
      return true;
  return false;
}

const ReachingDefinitions *FunctionBody::definitions() {
  if (!Definitions)
    Definitions = ReachingDefinitions::of(*this, Context);
  return Definitions->get();
}
