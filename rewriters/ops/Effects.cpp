// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/Effects.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;
using llvm::dyn_cast;

namespace {

class ValueVisitor : public clang::RecursiveASTVisitor<ValueVisitor> {
public:
  ValuesIn Result;

  bool VisitDeclRefExpr(clang::DeclRefExpr *Reference) {
    Result.Variables.insert(Reference->getDecl());
    const auto *Variable = dyn_cast<clang::VarDecl>(Reference->getDecl());
    Result.ReadsMemory |= Variable && !Variable->hasLocalStorage();
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr *) { return readsMemory(); }
  bool VisitArraySubscriptExpr(clang::ArraySubscriptExpr *) { return readsMemory(); }
  bool VisitCallExpr(clang::CallExpr *) { return readsMemory(); }
  bool VisitUnaryOperator(clang::UnaryOperator *Operator) {
    return Operator->getOpcode() == clang::UO_Deref ? readsMemory() : true;
  }

private:
  bool readsMemory() {
    Result.ReadsMemory = true;
    return true;
  }
};

/// Looks for what changes more than the locals of its own function.
class EffectVisitor : public clang::RecursiveASTVisitor<EffectVisitor> {
public:
  EffectVisitor(const std::set<std::string> &Arithmetic, unsigned Depth)
      : Arithmetic(Arithmetic), Depth(Depth) {}

  SideEffect Result = SideEffect::None;

  bool VisitBinaryOperator(clang::BinaryOperator *Operator) {
    return !Operator->isAssignmentOp() || changes(*Operator->getLHS());
  }
  bool VisitUnaryOperator(clang::UnaryOperator *Operator) {
    return !Operator->isIncrementDecrementOp() || changes(*Operator->getSubExpr());
  }
  bool VisitAsmStmt(clang::AsmStmt *) { return fail(); }

  bool VisitCallExpr(clang::CallExpr *Call) {
    const clang::FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->getDeclName().isIdentifier())
      return fail();
    if (Callee->getBuiltinID() != 0 || Callee->hasAttr<clang::ConstAttr>() ||
        Callee->hasAttr<clang::PureAttr>() || Arithmetic.count(Callee->getNameAsString()))
      return true;
    const clang::FunctionDecl *Definition = nullptr;
    if (Depth == 0)
      return fail();
    if (!Callee->hasBody(Definition))
      return fail(Callee->isDefined() ? SideEffect::Unknown : SideEffect::Some);
    EffectVisitor Inner(Arithmetic, Depth - 1);
    Inner.TraverseStmt(Definition->getBody());
    return Inner.Result == SideEffect::None || fail(Inner.Result);
  }

private:
  bool changes(const clang::Expr &Place) {
    const auto *Reference = dyn_cast<clang::DeclRefExpr>(Place.IgnoreParens());
    const auto *Variable = Reference ? dyn_cast<clang::VarDecl>(Reference->getDecl()) : nullptr;
    // A local of an expression or of a function that is called.
    return (Variable && Variable->hasLocalStorage() && !llvm::isa<clang::ParmVarDecl>(Variable)) ||
           fail();
  }

  bool fail(SideEffect Found = SideEffect::Some) {
    Result = Found;
    return false;
  }

  const std::set<std::string> &Arithmetic;
  const unsigned Depth; ///< of calls that are still followed
};

} // namespace

ValuesIn kphys::valuesIn(const clang::Expr &Of) {
  ValueVisitor Visitor;
  Visitor.TraverseStmt(const_cast<clang::Expr *>(&Of));
  return std::move(Visitor.Result);
}

SideEffect kphys::sideEffectOf(const clang::Expr &Value, const std::set<std::string> &Arithmetic) {
  constexpr unsigned DepthOfCalls = 3;
  EffectVisitor Visitor(Arithmetic, DepthOfCalls);
  Visitor.TraverseStmt(const_cast<clang::Expr *>(&Value));
  return Visitor.Result;
}
