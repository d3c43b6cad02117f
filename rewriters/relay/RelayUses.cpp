// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/relay/RelayUses.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;
using llvm::dyn_cast;

namespace {

const clang::FieldDecl *functionPointer(const clang::ValueDecl *Of) {
  const auto *Field = llvm::dyn_cast_or_null<clang::FieldDecl>(Of);
  return Field && Field->getIdentifier() && Field->getType()->isFunctionPointerType() ? Field
                                                                                      : nullptr;
}

const clang::MemberExpr *memberIn(const clang::Expr *Value) {
  return dyn_cast<clang::MemberExpr>(Value->IgnoreParenImpCasts());
}

const clang::DeclRefExpr *functionIn(const clang::Expr *Value) {
  Value = Value->IgnoreParenImpCasts();
  if (const auto *Operator = dyn_cast<clang::UnaryOperator>(Value);
      Operator && Operator->getOpcode() == clang::UO_AddrOf)
    Value = Operator->getSubExpr()->IgnoreParenImpCasts();
  const auto *Name = dyn_cast<clang::DeclRefExpr>(Value);
  return Name && llvm::isa<clang::FunctionDecl>(Name->getDecl()) ? Name : nullptr;
}

class UseVisitor : public clang::RecursiveASTVisitor<UseVisitor> {
public:
  RelayUses Result;

  bool VisitFunctionDecl(clang::FunctionDecl *Function) {
    Result.Functions.push_back(Function);
    return true;
  }

  bool VisitFieldDecl(clang::FieldDecl *Field) {
    if (functionPointer(Field))
      Result.Members.push_back(Field);
    return true;
  }

  // Clang keeps a list as it is written and as it is meant; designators are in the former.
  bool VisitInitListExpr(clang::InitListExpr *List) {
    const clang::InitListExpr *Meant = List->isSemanticForm() ? List : List->getSemanticForm();
    const clang::InitListExpr *Written = List->isSyntacticForm() ? List : List->getSyntacticForm();
    std::set<const clang::FieldDecl *> Named;
    for (const clang::Expr *Each : (Written ? Written : List)->inits())
      if (const auto *Member = dyn_cast<clang::DesignatedInitExpr>(Each))
        noteInitializer(*Member, Named);
    const auto *Record = Meant ? Meant->getType()->getAs<clang::RecordType>() : nullptr;
    if (!Record || Record->isUnionType())
      return true;
    for (const clang::FieldDecl *Field : Record->getDecl()->fields()) {
      unsigned Index = Field->getFieldIndex();
      const clang::Expr *Value = Index < Meant->getNumInits() ? Meant->getInit(Index) : nullptr;
      if (functionPointer(Field) && Value && !llvm::isa<clang::ImplicitValueInitExpr>(Value) &&
          !Named.count(Field))
        store({Field, {}, Value, functionIn(Value)});
    }
    return true;
  }

  bool VisitBinaryOperator(clang::BinaryOperator *Operator) {
    const clang::MemberExpr *Member = memberIn(Operator->getLHS());
    const clang::FieldDecl *Field = Member ? functionPointer(Member->getMemberDecl()) : nullptr;
    if (Operator->getOpcode() == clang::BO_Assign && Field) {
      Known.insert(Member);
      store({Field, Member->getMemberLoc(), Operator->getRHS(), functionIn(Operator->getRHS())});
    }
    if (Operator->isLogicalOp()) {
      test(Operator->getLHS());
      test(Operator->getRHS());
    }
    return true;
  }

  bool VisitUnaryOperator(clang::UnaryOperator *Operator) {
    if (Operator->getOpcode() == clang::UO_LNot)
      test(Operator->getSubExpr());
    return true;
  }

  bool VisitIfStmt(clang::IfStmt *If) {
    test(If->getCond());
    return true;
  }

  bool VisitCallExpr(clang::CallExpr *Call) {
    Known.insert(memberIn(Call->getCallee()));
    Called.insert(dyn_cast<clang::DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts()));
    return true;
  }

  bool VisitCastExpr(clang::CastExpr *Cast) {
    auto Pointee = [](clang::QualType Type) -> const clang::RecordDecl * {
      clang::QualType Of = Type->isPointerType() ? Type->getPointeeType() : clang::QualType();
      return Of.isNull() ? nullptr : Of->getAsRecordDecl();
    };
    const clang::RecordDecl *From = Pointee(Cast->getSubExpr()->getType());
    const clang::RecordDecl *To = Pointee(Cast->getType());
    if (From && To && From->getCanonicalDecl() != To->getCanonicalDecl())
      Result.RecordCasts.emplace_back(From, To);
    return true;
  }

  bool VisitMemberExpr(clang::MemberExpr *Member) {
    if (functionPointer(Member->getMemberDecl()))
      Members.push_back(Member);
    return true;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr *Name) {
    if (llvm::isa<clang::FunctionDecl>(Name->getDecl()))
      Names.push_back(Name);
    return true;
  }

  RelayUses take() {
    for (const clang::MemberExpr *Each : Members)
      if (!Known.count(Each))
        Result.Reads.push_back(Each);
    for (const clang::DeclRefExpr *Each : Names)
      (Called.count(Each) ? Result.Calls : Result.References).push_back(Each);
    return std::move(Result);
  }

private:
  void store(MemberStore Each) {
    if (Stored.insert({Each.Member, Each.Value}).second)
      Result.Stores.push_back(Each);
  }

  void noteInitializer(const clang::DesignatedInitExpr &Member,
                       std::set<const clang::FieldDecl *> &Named) {
    const clang::DesignatedInitExpr::Designator &Last =
        Member.designators()[Member.designators().size() - 1];
    for (const clang::DesignatedInitExpr::Designator &Each : Member.designators())
      if (Each.isFieldDesignator() && Each.getFieldDecl())
        Named.insert(Each.getFieldDecl());
    if (const clang::FieldDecl *Field =
            Last.isFieldDesignator() ? functionPointer(Last.getFieldDecl()) : nullptr)
      store({Field, Last.getFieldLoc(), Member.getInit(), functionIn(Member.getInit())});
  }

  void test(const clang::Expr *Condition) {
    const clang::MemberExpr *Member = memberIn(Condition);
    if (Member && functionPointer(Member->getMemberDecl()) && Known.insert(Member).second)
      Result.Tests.push_back(Member);
  }

  std::vector<const clang::MemberExpr *> Members;
  std::vector<const clang::DeclRefExpr *> Names;
  std::set<const clang::MemberExpr *> Known;
  std::set<const clang::DeclRefExpr *> Called;
  std::set<std::pair<const clang::FieldDecl *, const clang::Expr *>> Stored;
};

} // namespace

RelayUses RelayUses::in(const UnitSite &Unit) {
  UseVisitor Visitor;
  for (clang::Decl *Each : Unit.Declarations)
    Visitor.TraverseDecl(Each);
  return Visitor.take();
}

std::optional<clang::FunctionTypeLoc> kphys::pointedToBy(const clang::FieldDecl &Member) {
  const clang::TypeSourceInfo *Written = Member.getTypeSourceInfo();
  if (!Written)
    return std::nullopt;
  auto Pointer = Written->getTypeLoc().getAs<clang::PointerTypeLoc>();
  if (!Pointer)
    return std::nullopt;
  auto Result = Pointer.getPointeeLoc().IgnoreParens().getAs<clang::FunctionTypeLoc>();
  return Result ? std::optional(Result) : std::nullopt;
}
