// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/FunctionBody.h"

#include "checks/bodies/MacroUses.h"
#include "clang/AST/ExprCXX.h"

using namespace kphys;
using clang::Stmt;
using llvm::dyn_cast;

void kphys::forEachPart(const Stmt &Whole, const clang::ASTContext &Context,
                        llvm::function_ref<void(const Stmt &)> Take) {
  auto Visit = [&](const Stmt *Part) {
    if (Part)
      Take(*Part);
  };
  if (llvm::isa<clang::UnaryExprOrTypeTraitExpr>(Whole))
    return;
  if (const auto *Generic = dyn_cast<clang::GenericSelectionExpr>(&Whole))
    return Generic->isResultDependent() ? void() : Visit(Generic->getResultExpr());
  if (const auto *Choice = dyn_cast<clang::ChooseExpr>(&Whole))
    return Visit(Choice->getChosenSubExpr());
  if (const auto *Call = dyn_cast<clang::CallExpr>(&Whole);
      Call && Call->isUnevaluatedBuiltinCall(Context))
    return;
  if (const auto *Declared = dyn_cast<clang::DeclStmt>(&Whole)) {
    // children() also has the sizes of arrays.
    for (const clang::Decl *Each : Declared->decls())
      if (const auto *Variable = dyn_cast<clang::VarDecl>(Each))
        Visit(Variable->getInit());
    return;
  }
  for (const Stmt *Child : Whole.children())
    Visit(Child);
}

FunctionBody::FunctionBody(const clang::FunctionDecl &Function, clang::ASTContext &Context)
    : Function(Function), Context(Context) {
  add(*Function.getBody(), nullptr);
}

void FunctionBody::add(const Stmt &Part, const Stmt *Parent) {
  Statements.push_back(&Part);
  Parents[&Part] = Parent;
  forEachPart(Part, Context, [&](const Stmt &Each) { add(Each, &Part); });
}

bool FunctionBody::contains(const Stmt *Whole, const Stmt *Part) const {
  for (; Part; Part = parent(Part))
    if (Part == Whole)
      return true;
  return false;
}

const std::vector<FunctionBody::NamedValue> &FunctionBody::namedValues() const {
  if (NamedValues)
    return *NamedValues;
  NamedValues.emplace();
  for (const clang::Expr *Value : all<clang::Expr>()) {
    if (!llvm::isa<clang::CallExpr>(Value) && !Value->getBeginLoc().isMacroID())
      continue;
    llvm::SmallVector<llvm::StringRef, 2> Names;
    namedUse(*Value, Context, [&](llvm::StringRef Name) {
      Names.push_back(Name);
      return false; // it goes on to ask
    });
    if (!Names.empty())
      NamedValues->push_back({Value, std::move(Names)});
  }
  return *NamedValues;
}

const ReachingDefinitions *FunctionBody::definitions() {
  if (!Definitions)
    Definitions = ReachingDefinitions::of(*this, Context);
  return Definitions->get();
}

const clang::FunctionDecl *kphys::functionNamedBy(const clang::Expr &Value) {
  const clang::Expr *Stripped = Value.IgnoreParenCasts();
  if (const auto *Address = llvm::dyn_cast<clang::UnaryOperator>(Stripped))
    if (Address->getOpcode() == clang::UO_AddrOf)
      Stripped = Address->getSubExpr()->IgnoreParenCasts();
  const auto *Named = llvm::dyn_cast<clang::DeclRefExpr>(Stripped);
  return Named ? llvm::dyn_cast<clang::FunctionDecl>(Named->getDecl()) : nullptr;
}
