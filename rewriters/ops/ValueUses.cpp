// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/ValueUses.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;
using llvm::dyn_cast;

namespace {

const clang::ValueDecl *named(const clang::Expr *Value) {
  const auto *Reference = dyn_cast<clang::DeclRefExpr>(Value->IgnoreParenCasts());
  return Reference ? Reference->getDecl() : nullptr;
}

class UseVisitor : public clang::RecursiveASTVisitor<UseVisitor> {
public:
  UseVisitor(ValueUses &Into, const SourceText &Where, const clang::ValueDecl *Page,
             const clang::ValueDecl *Offset)
      : Into(Into), Where(Where), Page(Page), Offset(Offset) {}

  bool VisitDeclRefExpr(clang::DeclRefExpr *Reference) {
    if (std::optional<unsigned> At = Where.token(Reference->getLocation())) {
      Into.Named[*At] = Reference->getDecl();
      if (Reference->getLocation().isMacroID())
        Into.InArgument[*At] = Where.offsetOf(Reference->getLocation());
    } else {
      Into.InMacro.insert(Reference->getDecl());
    }
    return true;
  }

  bool VisitVarDecl(clang::VarDecl *Variable) {
    if (std::optional<unsigned> At = Where.token(Variable->getLocation()))
      Into.Named[*At] = Variable;
    return true;
  }

  bool VisitBinaryOperator(clang::BinaryOperator *Operator) {
    if (Operator->isAssignmentOp())
      noteChanged(Operator->getLHS());
    return true;
  }

  bool VisitUnaryOperator(clang::UnaryOperator *Operator) {
    if (Operator->isIncrementDecrementOp() || Operator->getOpcode() == clang::UO_AddrOf)
      noteChanged(Operator->getSubExpr());
    return true;
  }

  bool VisitGCCAsmStmt(clang::GCCAsmStmt *Asm) {
    for (unsigned I = 0; I < Asm->getNumOutputs(); ++I)
      noteChanged(Asm->getOutputExpr(I));
    return true;
  }

  bool VisitCallExpr(clang::CallExpr *Call) {
    if (!Page || !Offset)
      return true;
    const auto *Member = dyn_cast<clang::MemberExpr>(Call->getCallee()->IgnoreParenImpCasts());
    const auto *Field = Member ? dyn_cast<clang::FieldDecl>(Member->getMemberDecl()) : nullptr;
    for (unsigned I = 0; I + 1 < Call->getNumArgs(); ++I)
      if (named(Call->getArg(I)) == Page && named(Call->getArg(I + 1)) == Offset)
        if (std::optional<unsigned> At =
                Where.token(Call->getArg(I)->IgnoreParenCasts()->getBeginLoc()))
          Into.PairCalls[*At] = {Call->getDirectCallee(), Field, I};
    return true;
  }

private:
  void noteChanged(const clang::Expr *Place) {
    if (const clang::ValueDecl *Value = named(Place))
      Into.Changed.insert(Value);
  }

  ValueUses &Into;
  const SourceText &Where;
  const clang::ValueDecl *const Page, *const Offset;
};

} // namespace

ValueUses ValueUses::of(const clang::FunctionDecl &Function, const SourceText &Where,
                        const clang::ValueDecl *Page, const clang::ValueDecl *Offset) {
  ValueUses Result;
  UseVisitor(Result, Where, Page, Offset).TraverseStmt(Function.getBody());
  return Result;
}

size_t ValueUses::countOf(const clang::ValueDecl *Value) const {
  return llvm::count_if(Named, [&](const auto &Each) { return Each.second == Value; });
}
