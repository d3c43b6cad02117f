// Follows a page from where it is taken up to what it is used for.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/MacroUses.h"
#include "checks/census/PageUseFinder.h"
#include "checks/census/PageUsePlaces.h"
#include "checks/census/UsedNames.h"

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using llvm::dyn_cast;
using llvm::isa;

void PageUseFinder::follow(const Expr &Taken, unsigned Carrier) {
  Value Of = {&Taken, Carrier, &Taken};
  const auto *Named = dyn_cast<clang::DeclRefExpr>(&Taken);
  while (true) {
    const Stmt *Around = Body->parent(Of.At);
    if (!Around)
      return count(Carrier, Taken, {PageUse::Unknown, "", {}});
    if (Of.Pointers == 0) {
      auto IsKnown = [&](llvm::StringRef Name) { return Names.use(Name).has_value(); };
      if (std::optional<GivenMacro> Macro = macroGiven(*Of.At, Context, IsKnown))
        return count(Carrier, Taken, {*Names.use(Macro->Name), Macro->Name.str(), Macro->Where});
      if (riseThroughMacro(Of))
        continue;
    }
    const auto *Operator = dyn_cast<clang::BinaryOperator>(Around);
    bool IsWritten =
        Operator && Operator->isAssignmentOp() && Operator->getLHS() == Of.At && Of.Pointers == 0;
    if (IsWritten && !Named) // into the carrier
      return count(Carrier, Taken, {PageUse::Passing, nameText(Taken), Operator->getOperatorLoc()});
    if (IsWritten && Operator->getOpcode() == clang::BO_Assign)
      return;
    if (const clang::VarDecl *Variable = storedIn(Of, *Around); Variable && keep(Of, *Variable)) {
      if (isa<clang::DeclStmt>(Around))
        return;
      Of.At = llvm::cast<Expr>(Around);
      continue;
    }
    if (rise(Of, *Around))
      continue;
    if (isDropped(Of, *Around)) {
      if (Of.IsKept || (Of.IsMoved && Named))
        return;
      return count(Carrier, Taken,
                   Of.IsMoved ? Use{PageUse::Passing, nameText(Taken), Of.At->getExprLoc()}
                              : Use{PageUse::Unknown, "", Of.At->getExprLoc()});
    }
    return count(Carrier, Taken, useIn(Of, *Around));
  }
}

/// Where a macro whose result is the page still is given it, moves on to what that expands to.
bool PageUseFinder::riseThroughMacro(Value &Of) {
  auto IsSame = [&](llvm::StringRef Name) { return Names.isSamePage(Name); };
  std::optional<GivenMacro> Macro = macroGiven(*Of.At, Context, IsSame);
  if (!Macro)
    return false;
  for (const Stmt *Whole = Body->parent(Of.At); Whole; Whole = Body->parent(Whole)) {
    const auto *Expansion = dyn_cast<Expr>(Whole);
    if (!Expansion)
      continue;
    for (const MacroExpansion &Each : expansionsOf(*Expansion, Context))
      if (Each.Macro == Macro->Name && Each.Name == Macro->Where) {
        Of.At = Expansion;
        return true;
      }
  }
  return false;
}

bool PageUseFinder::rise(Value &Of, const Stmt &Around) {
  bool Rises = false;
  if (const auto *Cast = dyn_cast<clang::CastExpr>(&Around)) {
    Rises = Cast->getCastKind() != clang::CK_PointerToBoolean &&
            Cast->getCastKind() != clang::CK_ToVoid &&
            !(Of.Pointers < 0 && Cast->getCastKind() == clang::CK_LValueToRValue);
  } else if (isa<clang::ParenExpr, clang::BinaryConditionalOperator>(Around)) {
    Rises = true;
  } else if (const auto *Choice = dyn_cast<clang::ConditionalOperator>(&Around)) {
    Rises = Choice->getCond() != Of.At;
  } else if (const auto *Block = dyn_cast<clang::CompoundStmt>(&Around)) {
    const auto *Whole = llvm::dyn_cast_or_null<clang::StmtExpr>(Body->parent(Block));
    if (!Whole || Block->body_back() != Of.At)
      return false;
    Of.At = Whole;
    return true;
  } else if (const auto *Operator = dyn_cast<clang::UnaryOperator>(&Around)) {
    if (Operator->getOpcode() == clang::UO_AddrOf)
      ++Of.Pointers;
    else if (Operator->getOpcode() == clang::UO_Deref)
      --Of.Pointers;
    Of.IsMoved |= Operator->isIncrementDecrementOp();
    Rises = Operator->isIncrementDecrementOp() || Operator->getOpcode() == clang::UO_AddrOf ||
            Operator->getOpcode() == clang::UO_Deref ||
            Operator->getOpcode() == clang::UO_Extension;
  } else if (const auto *Element = dyn_cast<clang::ArraySubscriptExpr>(&Around)) {
    Rises = Element->getBase() == Of.At;
    Of.Pointers -= Rises;
  } else if (const auto *Sum = dyn_cast<clang::BinaryOperator>(&Around)) {
    bool IsPage = Of.Pointers == 0 && Sum->getType()->isPointerType();
    Rises = (Sum->isAdditiveOp() && IsPage) ||
            (Sum->isCompoundAssignmentOp() && Sum->getLHS() == Of.At && IsPage) ||
            (Sum->getOpcode() == clang::BO_Comma && Sum->getRHS() == Of.At);
    Of.IsMoved |= Rises && Sum->isCompoundAssignmentOp();
  } else if (const auto *Call = dyn_cast<clang::CallExpr>(&Around)) {
    Rises = Of.Pointers == 0 && Call->getCallee() != Of.At && Names.isSamePage(calledName(*Call));
  }
  if (Rises)
    Of.At = llvm::cast<Expr>(&Around);
  return Rises;
}

/// True if nothing takes the value in \p Around, a statement.
bool PageUseFinder::isDropped(const Value &Of, const Stmt &Around) const {
  if (const auto *If = dyn_cast<clang::IfStmt>(&Around))
    return If->getCond() != Of.At;
  if (const auto *Loop = dyn_cast<clang::WhileStmt>(&Around))
    return Loop->getCond() != Of.At;
  if (const auto *Loop = dyn_cast<clang::DoStmt>(&Around))
    return Loop->getCond() != Of.At;
  if (const auto *Loop = dyn_cast<clang::ForStmt>(&Around))
    return Loop->getCond() != Of.At;
  if (const auto *Cast = dyn_cast<clang::CastExpr>(&Around))
    return Cast->getCastKind() == clang::CK_ToVoid;
  if (const auto *Comma = dyn_cast<clang::BinaryOperator>(&Around))
    return Comma->getOpcode() == clang::BO_Comma && Comma->getLHS() == Of.At;
  return isa<clang::CompoundStmt, clang::LabelStmt, clang::SwitchCase, clang::AttributedStmt>(
      Around);
}

/// The variable that \p Around stores the value in, if that is what it does.
const clang::VarDecl *PageUseFinder::storedIn(const Value &Of, const Stmt &Around) const {
  if (const auto *Declared = dyn_cast<clang::DeclStmt>(&Around)) {
    for (const clang::Decl *Each : Declared->decls())
      if (const auto *Variable = dyn_cast<clang::VarDecl>(Each);
          Variable && Variable->getInit() == Of.At)
        return Variable;
    return nullptr;
  }
  const auto *Operator = dyn_cast<clang::BinaryOperator>(&Around);
  if (!Operator || Operator->getOpcode() != clang::BO_Assign || Operator->getRHS() != Of.At)
    return nullptr;
  const auto *Named = dyn_cast<clang::DeclRefExpr>(Operator->getLHS()->IgnoreParens());
  return Named ? dyn_cast<clang::VarDecl>(Named->getDecl()) : nullptr;
}

bool PageUseFinder::keep(Value &Of, const clang::VarDecl &Variable) {
  auto Plain = [&](clang::QualType Pointer) {
    return Context.getCanonicalType(Pointer->getPointeeType()).getUnqualifiedType();
  };
  clang::QualType Type = Variable.getType(), Taken = Of.Taken->getType();
  if (Of.Pointers != 0 || !Variable.hasLocalStorage() || !Type->isPointerType() ||
      !Taken->isPointerType() || Plain(Type) != Plain(Taken))
    return false;
  Of.IsKept = true;
  if (Carried[&Variable].insert(Of.Carrier).second)
    Pending.emplace_back(&Variable, Of.Carrier);
  return true;
}

PageUseFinder::Use PageUseFinder::useIn(const Value &Of, const Stmt &Around) const {
  clang::SourceLocation Where = Around.getBeginLoc();
  if (const auto *Whole = dyn_cast<Expr>(&Around))
    Where = nameOf(*Whole);
  if (const auto *Call = dyn_cast<clang::CallExpr>(&Around))
    return useInCall(Of, *Call);
  if (Of.Pointers > 0) // whoever has that can put another page there
    return {PageUse::Passing, storedThrough(Of, Around), Where};
  if (const auto *Member = dyn_cast<clang::MemberExpr>(&Around))
    return useInMember(*Member);
  if (Of.Pointers < 0)
    return {PageUse::Unknown, "", Where};
  if (isa<clang::ReturnStmt>(Around))
    return {PageUse::Passing, "return", Where};
  if (isa<clang::IfStmt, clang::WhileStmt, clang::DoStmt, clang::ForStmt,
          clang::ConditionalOperator, clang::CastExpr>(Around))
    return {PageUse::Identity, "", Where};
  if (isa<clang::InitListExpr, clang::DeclStmt>(Around))
    return {PageUse::Passing, storedThrough(Of, Around), Where};
  if (const auto *Operator = dyn_cast<clang::UnaryOperator>(&Around))
    return {Operator->getOpcode() == clang::UO_LNot ? PageUse::Identity : PageUse::Unknown, "",
            Where};
  if (const auto *Operator = dyn_cast<clang::BinaryOperator>(&Around)) {
    if (Operator->isAssignmentOp())
      return {PageUse::Passing, storedThrough(Of, Around), Where};
    // The distance of two pages says which one it is.
    bool IsDistance = Operator->getOpcode() == clang::BO_Sub &&
                      Operator->getLHS()->getType()->isPointerType() &&
                      Operator->getRHS()->getType()->isPointerType();
    if (Operator->isComparisonOp() || Operator->isLogicalOp() || IsDistance)
      return {PageUse::Identity, "", Where};
  }
  return {PageUse::Unknown, "", Where};
}

PageUseFinder::Use PageUseFinder::useInCall(const Value &Of, const clang::CallExpr &Call) const {
  std::string Name = calledName(Call);
  std::optional<PageUse> Known =
      Of.Pointers >= 0 && Call.getCallee() != Of.At ? Names.use(Name) : std::nullopt;
  return {Known.value_or(PageUse::Passing), Name, nameOf(Call)};
}

/// What is asked of the page itself.
PageUseFinder::Use PageUseFinder::useInMember(const clang::MemberExpr &Member) const {
  const clang::MemberExpr *Named = &Member; // members of structs without a name are in between
  while (!Named->getMemberDecl()->getIdentifier()) {
    const auto *Inner = llvm::dyn_cast_or_null<clang::MemberExpr>(Body->parent(Named));
    if (!Inner)
      break;
    Named = Inner;
  }
  std::string Name = memberName(*Named);
  return {Names.use(Name).value_or(PageUse::Unknown), Name, Named->getMemberLoc()};
}

std::string PageUseFinder::storedThrough(const Value &Of, const Stmt &Around) const {
  if (const auto *Declared = dyn_cast<clang::DeclStmt>(&Around)) {
    for (const clang::Decl *Each : Declared->decls())
      if (const auto *Variable = dyn_cast<clang::VarDecl>(Each);
          Variable && Variable->getInit() == Of.At)
        return Variable->getNameAsString();
  } else if (const auto *List = dyn_cast<clang::InitListExpr>(&Around)) {
    if (const auto *Record = List->getType()->getAsRecordDecl())
      for (const clang::FieldDecl *Field : Record->fields())
        if (held(*List, *Field) == Of.At)
          return memberName(*Field);
  } else if (const auto *Operator = dyn_cast<clang::BinaryOperator>(&Around);
             Operator && Operator->isAssignmentOp()) {
    return nameText(*Operator->getLHS());
  }
  return "";
}
