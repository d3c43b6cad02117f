// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/OpsUnit.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;
using llvm::dyn_cast;

namespace {

class OpsVisitor : public clang::RecursiveASTVisitor<OpsVisitor> {
public:
  OpsVisitor(const Catalog &Names, const SourceText &Where) : Names(Names), Where(Where) {}

  OpsUnit Result;

  bool TraverseFunctionDecl(clang::FunctionDecl *Function) {
    const clang::FunctionDecl *Outer = std::exchange(Current, Function);
    bool Continue = RecursiveASTVisitor::TraverseFunctionDecl(Function);
    Current = Outer;
    return Continue;
  }

  // Clang keeps a list as it is written and as it is meant; designators are in the former.
  bool VisitInitListExpr(clang::InitListExpr *List) {
    for (clang::Expr *Each : List->inits())
      if (auto *Member = dyn_cast<clang::DesignatedInitExpr>(Each))
        noteInitializer(*List, *Member);
    return true;
  }

  bool VisitBinaryOperator(clang::BinaryOperator *Operator) {
    auto *Member = dyn_cast<clang::MemberExpr>(Operator->getLHS()->IgnoreParens());
    const Api *Known = Member ? callback(Member->getMemberDecl()) : nullptr;
    if (Operator->getOpcode() != clang::BO_Assign || !Known)
      return true;
    Assigned.insert(Member);
    CallbackStore Store = {
        Member->getMemberLoc(), Known, function(Operator->getRHS()), "", true, {}};
    std::optional<TextRange> Struct = Where.range(Member->getBase()->getSourceRange());
    std::optional<TextRange> Whole = Where.plainRange(Operator->getSourceRange());
    if (Whole && Struct) {
      Store.Whole = *Whole;
      Store.Table = (Current ? Current->getNameAsString() : std::string()) + " " +
                    Struct->in(Where.Text).str();
    }
    Result.Stores.push_back(std::move(Store));
    return true;
  }

  bool VisitMemberExpr(clang::MemberExpr *Member) {
    if (const Api *Known = callback(Member->getMemberDecl()))
      Members.push_back({Member, Known});
    return true;
  }

  bool VisitCallExpr(clang::CallExpr *Call) {
    if (auto *Name = dyn_cast<clang::DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts()))
      Calls[Name] = Call;
    return true;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr *Name) {
    if (llvm::isa<clang::FunctionDecl>(Name->getDecl()) && Seen.insert(Name).second)
      References.push_back(Name);
    return true;
  }

  OpsUnit take() {
    for (const auto &[Member, Known] : Members)
      if (!Assigned.count(Member))
        Result.Reads.push_back({Member->getMemberLoc(), Known});
    for (const clang::DeclRefExpr *Name : References) {
      auto Call = Calls.find(Name);
      const auto *Function = llvm::cast<clang::FunctionDecl>(Name->getDecl());
      Result.Uses[Function->getCanonicalDecl()].push_back(
          {Name, Call == Calls.end() ? nullptr : Call->second});
    }
    return std::move(Result);
  }

private:
  const Api *callback(const clang::ValueDecl *Member) const {
    const auto *Field = dyn_cast_or_null<clang::FieldDecl>(Member);
    if (!Field || !Field->getIdentifier())
      return nullptr;
    std::optional<unsigned> Index = Names.find(Field->getName());
    const Api *Known = Index ? &Names.apis()[*Index] : nullptr;
    return Known && Known->Converts && Field->getParent()->getName() == Known->Record ? Known
                                                                                      : nullptr;
  }

  /// The function that \p Value is the name of.
  static const clang::FunctionDecl *function(const clang::Expr *Value) {
    const auto *Name = dyn_cast<clang::DeclRefExpr>(Value->IgnoreImpCasts());
    return Name ? dyn_cast<clang::FunctionDecl>(Name->getDecl()) : nullptr;
  }

  void noteInitializer(const clang::InitListExpr &List, clang::DesignatedInitExpr &Member) {
    clang::DesignatedInitExpr::Designator &Last =
        *Member.getDesignator(Member.designators().size() - 1);
    const Api *Known = Last.isFieldDesignator() ? callback(Last.getFieldDecl()) : nullptr;
    if (!Known || !Seen.insert(&Member).second)
      return;
    CallbackStore Store = {Last.getFieldLoc(), Known, function(Member.getInit()), "", false, {}};
    std::optional<TextRange> Whole = Where.plainRange(Member.getSourceRange());
    std::optional<unsigned> Table = Where.token(List.getLBraceLoc());
    if (Whole && Table) {
      Store.Whole = *Whole;
      Store.Table = std::to_string(*Table);
    }
    Result.Stores.push_back(std::move(Store));
  }

  const Catalog &Names;
  const SourceText &Where;
  const clang::FunctionDecl *Current = nullptr;
  std::vector<std::pair<const clang::MemberExpr *, const Api *>> Members;
  std::set<const clang::MemberExpr *> Assigned;
  std::map<const clang::Expr *, const clang::CallExpr *> Calls;
  std::vector<const clang::DeclRefExpr *> References;
  std::set<const clang::Expr *> Seen;
};

} // namespace

OpsUnit OpsUnit::in(const Catalog &Names, const UnitSite &Site, const SourceText &Where) {
  OpsVisitor Visitor(Names, Where);
  for (clang::Decl *Each : Site.Declarations)
    Visitor.TraverseDecl(Each);
  return Visitor.take();
}
