// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/effects/CalledPointer.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;

/// \p Value without what changes nothing of it: `(*pointer)` is `pointer`.
static const clang::Expr *plain(const clang::Expr &Value) {
  const clang::Expr *Result = Value.IgnoreParenCasts();
  const auto *Deref = llvm::dyn_cast<clang::UnaryOperator>(Result);
  return Deref && Deref->getOpcode() == clang::UO_Deref ? plain(*Deref->getSubExpr()) : Result;
}

std::string kphys::pointerName(const clang::FieldDecl &Field, TreeFiles &Files) {
  std::string Record = Field.getParent()->getNameAsString();
  const clang::SourceManager &Sources = Field.getASTContext().getSourceManager();
  return Record.empty()
             ? std::string()
             : Record + "." + Field.getNameAsString() + "@" +
                   Files.path(Sources.getFileID(Sources.getExpansionLoc(Field.getLocation())));
}

std::string kphys::pointerName(const clang::Expr &Value, TreeFiles &Files) {
  const auto *Member = llvm::dyn_cast<clang::MemberExpr>(plain(Value));
  const auto *Field = Member ? llvm::dyn_cast<clang::FieldDecl>(Member->getMemberDecl()) : nullptr;
  return Field ? pointerName(*Field, Files) : std::string();
}

std::vector<const clang::Expr *> kphys::choicesOf(const clang::Expr &Value,
                                                  clang::ASTContext &Context) {
  const clang::Expr *Plain = Value.IgnoreParenCasts();
  if (const auto *Choice = llvm::dyn_cast<clang::ConditionalOperator>(Plain)) {
    std::vector<const clang::Expr *> Result = choicesOf(*Choice->getTrueExpr(), Context);
    for (const clang::Expr *Each : choicesOf(*Choice->getFalseExpr(), Context))
      Result.push_back(Each);
    return Result;
  }
  bool IsNull = llvm::isa<clang::ImplicitValueInitExpr>(Plain) ||
                Plain->isNullPointerConstant(Context, clang::Expr::NPC_ValueDependentIsNull);
  return IsNull ? std::vector<const clang::Expr *>() : std::vector<const clang::Expr *>{Plain};
}

const clang::VarDecl *kphys::variableAt(const clang::Expr &Value) {
  const auto *Reference = llvm::dyn_cast<clang::DeclRefExpr>(plain(Value));
  return Reference ? llvm::dyn_cast<clang::VarDecl>(Reference->getDecl()) : nullptr;
}

llvm::ArrayRef<clang::Expr *> kphys::elementsAt(const clang::Expr &Value) {
  const auto *Element = llvm::dyn_cast<clang::ArraySubscriptExpr>(plain(Value));
  const clang::VarDecl *Array = Element ? variableAt(*Element->getBase()) : nullptr;
  const auto *All = Array && Array->getType().isConstant(Array->getASTContext())
                        ? llvm::dyn_cast_or_null<clang::InitListExpr>(Array->getAnyInitializer())
                        : nullptr;
  return All ? All->inits() : llvm::ArrayRef<clang::Expr *>();
}

namespace {

class Assignments : public clang::RecursiveASTVisitor<Assignments> {
public:
  explicit Assignments(const clang::VarDecl &To) : To(To) {}

  std::vector<const clang::Expr *> Values;

  bool VisitBinaryOperator(clang::BinaryOperator *Operator) {
    if (Operator->isAssignmentOp() && variableAt(*Operator->getLHS()) == &To)
      Values.push_back(Operator->getRHS());
    return true;
  }

  bool VisitUnaryOperator(clang::UnaryOperator *Operator) {
    if (Operator->getOpcode() == clang::UO_AddrOf && variableAt(*Operator->getSubExpr()) == &To)
      Values.push_back(Operator); // anybody may change it
    return true;
  }

private:
  const clang::VarDecl &To;
};

} // namespace

namespace {

class Callers : public clang::RecursiveASTVisitor<Callers> {
public:
  explicit Callers(const clang::FunctionDecl &Of) : Of(Of) {}

  std::vector<const clang::CallExpr *> Calls;
  unsigned Mentions = 0;

  bool VisitCallExpr(clang::CallExpr *Call) {
    const clang::FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getCanonicalDecl() == &Of)
      Calls.push_back(Call);
    return true;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr *Reference) {
    Mentions += Reference->getDecl()->getCanonicalDecl() == &Of;
    return true;
  }

private:
  const clang::FunctionDecl &Of;
};

} // namespace

std::optional<std::vector<const clang::Expr *>>
kphys::argumentsFor(const clang::ParmVarDecl &Parameter) {
  const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Parameter.getDeclContext());
  if (!Function || Function->getStorageClass() != clang::SC_Static)
    return std::nullopt;
  Callers Found(*Function->getCanonicalDecl());
  Found.TraverseDecl(Function->getASTContext().getTranslationUnitDecl());
  if (Found.Calls.size() != Found.Mentions)
    return std::nullopt;
  std::vector<const clang::Expr *> Result;
  for (const clang::CallExpr *Call : Found.Calls)
    if (Parameter.getFunctionScopeIndex() < Call->getNumArgs())
      Result.push_back(Call->getArg(Parameter.getFunctionScopeIndex()));
  return Result;
}

std::vector<const clang::Expr *> kphys::valuesOf(const clang::VarDecl &Of) {
  Assignments Found(Of);
  if (const clang::Expr *Init = Of.getInit())
    Found.Values.push_back(Init);
  if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Of.getDeclContext()))
    Found.TraverseStmt(Function->getBody());
  return std::move(Found.Values);
}
