// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Uses.h"

#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Expr;

void kphys::forEachUse(const FunctionBody &Body, const clang::ASTContext &Context,
                       llvm::function_ref<bool(llvm::StringRef)> IsWanted,
                       llvm::function_ref<void(const Expr &, const NamedUse &)> Take) {
  // What a macro's parentheses and casts enclose is no other use.
  std::set<std::pair<unsigned, llvm::StringRef>> Seen;
  for (const auto &[Value, Names] : Body.namedValues()) {
    if (llvm::none_of(Names, IsWanted))
      continue;
    std::optional<NamedUse> Use = namedUse(*Value, Context, IsWanted);
    if (Use && Seen.insert({Use->Where.getRawEncoding(), Use->Name}).second)
      Take(*Value, *Use);
  }
}

std::optional<NamedUse> kphys::useWith(const Expr &Value, AuditRole Role, const AuditUnit &Unit) {
  return namedUse(Value, Unit.Context,
                  [&](llvm::StringRef Name) { return Unit.Names.is(Role, Name); });
}

const Expr *kphys::addressOfPage(const Expr &Page, const AuditInput &In) {
  const Expr *Origin = originOf(&Page, In.Body);
  if (std::optional<NamedUse> Made = useWith(*Origin, AuditRole::PhysicalToPage, In.Unit))
    return Made->argument(0);
  std::optional<NamedUse> Made = useWith(*Origin, AuditRole::FrameToPage, In.Unit);
  const Expr *Frame = Made ? Made->argument(0) : nullptr;
  if (!Frame)
    return nullptr;
  const Expr *Number = originOf(Frame, In.Body);
  if (std::optional<NamedUse> Made = useWith(*Number, AuditRole::PhysicalToFrame, In.Unit))
    return Made->argument(0);
  const auto *Shift = llvm::dyn_cast<clang::BinaryOperator>(bare(Number));
  return Shift && Shift->getOpcode() == clang::BO_Shr ? Shift->getLHS() : nullptr;
}

/// The text of \p Value; empty where it is not written as such in a file.
static llvm::StringRef textOf(const Expr &Value, const clang::ASTContext &Context) {
  if (Value.getBeginLoc().isMacroID() || Value.getEndLoc().isMacroID())
    return {};
  return clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(Value.getSourceRange()),
                                     Context.getSourceManager(), Context.getLangOpts());
}

std::vector<clang::FixItHint> kphys::exchange(const Expr &A, const Expr &B,
                                              const clang::ASTContext &Context) {
  llvm::StringRef TextA = textOf(A, Context), TextB = textOf(B, Context);
  if (TextA.empty() || TextB.empty())
    return {};
  return {clang::FixItHint::CreateReplacement(A.getSourceRange(), TextB),
          clang::FixItHint::CreateReplacement(B.getSourceRange(), TextA)};
}

std::vector<clang::FixItHint> kphys::negate(const Expr &Value, const clang::ASTContext &Context) {
  llvm::StringRef Text = textOf(Value, Context);
  if (Text.empty())
    return {};
  bool IsOperand =
      llvm::isa<clang::DeclRefExpr, clang::MemberExpr, clang::ParenExpr, clang::CallExpr>(
          Value.IgnoreImpCasts());
  std::string Negated = IsOperand ? "!" + Text.str() : "!(" + Text.str() + ")";
  return {clang::FixItHint::CreateReplacement(Value.getSourceRange(), Negated)};
}

bool kphys::isAsked(const clang::Stmt *Value, const FunctionBody &Body) {
  for (const clang::Stmt *Parent = Body.parent(Value); Parent;
       Value = Parent, Parent = Body.parent(Parent)) {
    if (const auto *If = llvm::dyn_cast<clang::IfStmt>(Parent))
      return If->getCond() == Value;
    if (const auto *Choice = llvm::dyn_cast<clang::ConditionalOperator>(Parent)) {
      if (Choice->getCond() == Value)
        return true;
    } else if (const auto *Binary = llvm::dyn_cast<clang::BinaryOperator>(Parent)) {
      if (Binary->isComparisonOp() || Binary->isLogicalOp())
        return true;
    } else if (const auto *Unary = llvm::dyn_cast<clang::UnaryOperator>(Parent)) {
      if (Unary->getOpcode() == clang::UO_LNot)
        return true;
    } else if (!llvm::isa<clang::Expr>(Parent)) {
      return false;
    }
  }
  return false;
}
