// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/GuardScopes.h"

#include "clang/AST/Expr.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using llvm::dyn_cast;

namespace {

/// The variables and fields that \p Part names, and those that a local of it was made from.
void namesIn(const Stmt *Part, std::set<const clang::ValueDecl *> &Into) {
  if (!Part)
    return;
  const clang::ValueDecl *Named = nullptr;
  if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(Part))
    Named = dyn_cast<clang::VarDecl>(Reference->getDecl());
  else if (const auto *Member = dyn_cast<clang::MemberExpr>(Part))
    Named = Member->getMemberDecl();
  if (Named && Into.insert(Named).second)
    if (const auto *Local = dyn_cast<clang::VarDecl>(Named); Local && Local->isLocalVarDecl())
      namesIn(Local->getInit(), Into);
  for (const Stmt *Child : Part->children())
    namesIn(Child, Into);
}

/// True if control never gets from the end of \p Part to what follows it.
bool leaves(const Stmt *Part) {
  if (const auto *Block = dyn_cast<clang::CompoundStmt>(Part))
    return !Block->body_empty() && leaves(Block->body_back());
  if (const auto *Label = dyn_cast<clang::LabelStmt>(Part))
    return leaves(Label->getSubStmt());
  return llvm::isa<clang::ReturnStmt, clang::GotoStmt, clang::BreakStmt, clang::ContinueStmt>(Part);
}

} // namespace

void GuardScopes::read(const Stmt *Body) {
  Scopes.clear();
  Assigned.clear();
  if (Body)
    walk(Body);
}

std::string GuardScopes::askedAbout(const clang::ValueDecl *Value,
                                    clang::SourceLocation Where) const {
  if (Scopes.empty())
    return {};
  // What is known of a page is known of the address that is made from it.
  std::set<const clang::ValueDecl *> MadeFrom = {Value};
  if (const auto *Local = dyn_cast<clang::VarDecl>(Value); Local && Local->isLocalVarDecl())
    namesIn(Local->getInit(), MadeFrom);
  clang::SourceLocation At = Sources.getExpansionLoc(Where);
  std::set<std::string> Found;
  for (const Scope &Each : Scopes)
    if (llvm::any_of(MadeFrom, [&](const auto *Name) { return Each.Asked.About.count(Name); }) &&
        !Sources.isBeforeInTranslationUnit(At, Each.Begin) &&
        !Sources.isBeforeInTranslationUnit(Each.End, At))
      Found.insert(Each.Asked.Answer + Each.Asked.Function);
  return llvm::join(Found, " ");
}

/// Adds the questions of \p Condition with their answers, where it as a whole is \p IsTrue.
void GuardScopes::ask(const Expr *Condition, bool IsTrue, bool IsSure, Questions &Into) const {
  const Expr *Stripped = Condition->IgnoreParenCasts();
  if (const auto *Not = dyn_cast<clang::UnaryOperator>(Stripped)) {
    if (Not->getOpcode() == clang::UO_LNot)
      return ask(Not->getSubExpr(), !IsTrue, IsSure, Into);
  } else if (const auto *Both = dyn_cast<clang::BinaryOperator>(Stripped)) {
    if (Both->isEqualityOp())
      askField(*Both, IsTrue == (Both->getOpcode() == clang::BO_EQ), IsSure, Into);
    bool IsLogical = Both->isLogicalOp();
    // Where `a && b` is false, either may be.
    bool BothHold = IsLogical && IsTrue == (Both->getOpcode() == clang::BO_LAnd);
    if (!IsLogical || BothHold)
      for (const Expr *Side : {Both->getLHS(), Both->getRHS()})
        ask(Side, IsTrue, IsSure && IsLogical, Into);
    return;
  } else if (const auto *Block = dyn_cast<clang::StmtExpr>(Stripped)) {
    const clang::CompoundStmt *Body = Block->getSubStmt();
    for (const Stmt *Each : Body->body()) // unlikely(), WARN_ON(): the question is inside
      if (const auto *Declared = dyn_cast<clang::DeclStmt>(Each))
        for (const clang::Decl *Variable : Declared->decls())
          if (const auto *Local = dyn_cast<clang::VarDecl>(Variable); Local && Local->getInit())
            ask(Local->getInit(), IsTrue, IsSure, Into);
    return;
  } else if (const auto *Call = dyn_cast<clang::CallExpr>(Stripped)) {
    const clang::FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getName() == "__builtin_expect" && Call->getNumArgs() > 0)
      return ask(Call->getArg(0), IsTrue, IsSure, Into);
    if (!Callee)
      return;
    Question Asked = {Callee->getNameAsString(), !IsSure ? '?' : IsTrue ? '+' : '-', {}};
    const KnownName *Known = Kinds.find(Asked.Function);
    bool IsGuard = Known && Known->Is == KnownName::Form::Guard;
    for (unsigned I = 0; I < Call->getNumArgs(); ++I)
      if (!IsGuard || Known->Demands.count(I))
        namesIn(Call->getArg(I), Asked.About);
    Into.push_back(std::move(Asked));
  } else if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(Stripped)) {
    // ret = check(x); if (ret) return;
    const auto *Local = dyn_cast<clang::VarDecl>(Reference->getDecl());
    auto Last = Local ? Assigned.find(Local) : Assigned.end();
    if (Last != Assigned.end())
      ask(Last->second, IsTrue, IsSure, Into);
  }
}

/// `entry->type == E820_TYPE_RAM` asks E820_TYPE_RAM about every field of the entry.
void GuardScopes::askField(const clang::BinaryOperator &Equality, bool IsTrue, bool IsSure,
                           Questions &Into) const {
  const auto *Member = dyn_cast<clang::MemberExpr>(Equality.getLHS()->IgnoreParenCasts());
  const Expr *Value = Equality.getRHS()->IgnoreParenCasts();
  const auto *Field = Member ? dyn_cast<clang::FieldDecl>(Member->getMemberDecl()) : nullptr;
  if (!Field)
    return;
  Question Asked = {"", !IsSure ? '?' : IsTrue ? '+' : '-', {}};
  if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(Value)) {
    if (llvm::isa<clang::EnumConstantDecl>(Reference->getDecl()))
      Asked.Function = Reference->getDecl()->getNameAsString();
  } else if (Value->getBeginLoc().isMacroID()) {
    Asked.Function = clang::Lexer::getImmediateMacroName(Value->getBeginLoc(), Sources, Language);
  }
  if (Asked.Function.empty())
    return;
  for (const clang::FieldDecl *Each : Field->getParent()->fields())
    Asked.About.insert(Each);
  Into.push_back(std::move(Asked));
}

void GuardScopes::addScope(clang::SourceLocation Begin, clang::SourceLocation End,
                           const Questions &Asked) {
  for (const Question &Each : Asked)
    Scopes.push_back(
        {Sources.getExpansionLoc(Begin), Sources.getExpansionRange(End).getEnd(), Each});
}

void GuardScopes::addScope(const Stmt *Where, const Questions &Asked) {
  if (Where)
    addScope(Where->getBeginLoc(), Where->getEndLoc(), Asked);
}

void GuardScopes::noteAssigned(const Stmt *Part) {
  if (const auto *Assignment = dyn_cast<clang::BinaryOperator>(Part)) {
    const auto *Target = dyn_cast<clang::DeclRefExpr>(Assignment->getLHS()->IgnoreParens());
    const auto *Local = Target ? dyn_cast<clang::VarDecl>(Target->getDecl()) : nullptr;
    // `ret = check(x)`, but not `ret = check(ret)`: that would be a circle.
    std::set<const clang::ValueDecl *> Used;
    if (Local && Assignment->getOpcode() == clang::BO_Assign &&
        llvm::isa<clang::CallExpr>(Assignment->getRHS()->IgnoreParenCasts())) {
      namesIn(Assignment->getRHS(), Used);
      if (!Used.count(Local))
        Assigned[Local] = Assignment->getRHS();
    }
  } else if (const auto *Declared = dyn_cast<clang::DeclStmt>(Part)) {
    for (const clang::Decl *Each : Declared->decls())
      if (const auto *Local = dyn_cast<clang::VarDecl>(Each))
        if (const Expr *Init = Local->getInit();
            Init && llvm::isa<clang::CallExpr>(Init->IgnoreParenCasts()))
          Assigned[Local] = Init;
  }
}

void GuardScopes::walk(const Stmt *Part) {
  if (const auto *Block = dyn_cast<clang::CompoundStmt>(Part))
    return walkBlock(Block);
  noteAssigned(Part);
  const Expr *Condition = nullptr;
  const Stmt *Then = nullptr, *Else = nullptr;
  if (const auto *If = dyn_cast<clang::IfStmt>(Part)) {
    Condition = If->getCond();
    Then = If->getThen();
    Else = If->getElse();
  } else if (const auto *Choice = dyn_cast<clang::ConditionalOperator>(Part)) {
    Condition = Choice->getCond();
    Then = Choice->getTrueExpr();
    Else = Choice->getFalseExpr();
  } else if (const auto *Logical = dyn_cast<clang::BinaryOperator>(Part)) {
    if (Logical->isLogicalOp()) {
      Condition = Logical->getLHS();
      (Logical->getOpcode() == clang::BO_LAnd ? Then : Else) = Logical->getRHS();
    }
  }
  if (Condition) {
    Questions True, False;
    ask(Condition, true, true, True);
    ask(Condition, false, true, False);
    addScope(Then, True);
    addScope(Else, False);
  }
  for (const Stmt *Child : Part->children())
    if (Child)
      walk(Child);
}

void GuardScopes::walkBlock(const clang::CompoundStmt *Block) {
  for (const Stmt *Each : Block->body()) {
    walk(Each);
    const auto *If = dyn_cast<clang::IfStmt>(Each);
    if (!If)
      continue;
    Questions Asked;
    if (leaves(If->getThen()))
      ask(If->getCond(), false, true, Asked);
    else if (If->getElse() && leaves(If->getElse()))
      ask(If->getCond(), true, true, Asked);
    addScope(If->getEndLoc(), Block->getEndLoc(), Asked);
  }
}
