// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/Definitions.h"

#include "checks/bodies/FunctionBody.h"
#include "clang/AST/Attr.h"

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;

namespace {

/// The variable that \p Value names, and nothing else.
const VarDecl *variableIn(const Expr *Value) {
  const auto *Named = Value ? dyn_cast<clang::DeclRefExpr>(Value->IgnoreParens()) : nullptr;
  return Named ? dyn_cast<VarDecl>(Named->getDecl()) : nullptr;
}

bool isToConst(clang::QualType Pointer) {
  return Pointer->isPointerType() && Pointer->getPointeeType().isConstQualified();
}

/// True if whoever gets argument \p Index of \p Call, the address of a variable, only reads it.
bool onlyReads(const clang::CallExpr &Call, const Stmt *Argument) {
  const clang::FunctionDecl *Callee = Call.getDirectCallee();
  for (unsigned I = 0; Callee && I < Call.getNumArgs(); ++I) {
    if (Call.getArg(I) != Argument)
      continue;
    if (I < Callee->getNumParams())
      return isToConst(Callee->getParamDecl(I)->getType());
    const auto *Format = Callee->getAttr<clang::FormatAttr>();
    return Format && Format->getType()->getName() == "printf";
  }
  return false;
}

/// True if \p Address, `&x`, lets nobody change x.
bool isHarmless(const FunctionBody &Body, const clang::UnaryOperator *Address) {
  for (const Stmt *Part = Address, *Parent = Body.parent(Part); Parent;
       Part = Parent, Parent = Body.parent(Parent)) {
    if (const auto *Call = dyn_cast<clang::CallExpr>(Parent))
      return onlyReads(*Call, Part);
    const auto *Cast = dyn_cast<clang::CastExpr>(Parent);
    if (Cast && isToConst(Cast->getType())) // READ_ONCE()
      return true;
    if (!Cast && !llvm::isa<clang::ParenExpr>(Parent))
      return false;
  }
  return false;
}

} // namespace

Definitions Definitions::in(const FunctionBody &Body) {
  Definitions Result;
  auto Define = [&](const Definition &New) {
    if (New.Variable)
      Result.All.push_back(New);
  };
  using Form = Definition::Form;
  for (const clang::ParmVarDecl *Parameter : Body.function().parameters())
    Define({Parameter, Form::Entry, nullptr, nullptr});
  for (const Stmt *Each : Body.statements()) {
    if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Each)) {
      if (Binary->isAssignmentOp())
        Define({variableIn(Binary->getLHS()),
                Binary->isCompoundAssignmentOp() ? Form::Modify : Form::Assign, Each,
                Binary->getRHS()});
    } else if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Each)) {
      if (Unary->isIncrementDecrementOp())
        Define({variableIn(Unary->getSubExpr()), Form::Modify, Each, nullptr});
      else if (const VarDecl *Variable = variableIn(Unary->getSubExpr());
               Unary->getOpcode() == clang::UO_AddrOf && Variable && !isHarmless(Body, Unary))
        Result.Escaped.insert(Variable);
    } else if (const auto *Assembly = dyn_cast<clang::AsmStmt>(Each)) {
      for (unsigned I = 0; I < Assembly->getNumOutputs(); ++I)
        Define({variableIn(Assembly->getOutputExpr(I)), Form::Opaque, Each, nullptr});
    } else if (const auto *Declared = dyn_cast<clang::DeclStmt>(Each)) {
      for (const clang::Decl *Part : Declared->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(Part))
          Define(
              {Variable, Variable->getInit() ? Form::Init : Form::None, Each, Variable->getInit()});
    } else if (const auto *Block = dyn_cast<clang::BlockExpr>(Each)) {
      for (const auto &Capture : Block->getBlockDecl()->captures())
        Result.Escaped.insert(Capture.getVariable());
    }
  }
  return Result;
}
