// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/Precedence.h"

#include "checks/sources/Words.h"

using namespace kphys;
namespace prec = clang::prec;

prec::Level kphys::loosestOperator(const clang::Expr &Argument) {
  const clang::Expr *Written = Argument.IgnoreImpCasts();
  if (llvm::isa<clang::AbstractConditionalOperator>(Written))
    return prec::Conditional;
  const auto *Binary = llvm::dyn_cast<clang::BinaryOperator>(Written);
  if (!Binary)
    return prec::PointerToMember;
  switch (Binary->getOpcode()) {
  case clang::BO_Mul:
  case clang::BO_Div:
  case clang::BO_Rem:
    return prec::Multiplicative;
  case clang::BO_Add:
  case clang::BO_Sub:
    return prec::Additive;
  case clang::BO_Shl:
  case clang::BO_Shr:
    return prec::Shift;
  case clang::BO_And:
    return prec::And;
  case clang::BO_Xor:
    return prec::ExclusiveOr;
  case clang::BO_Or:
    return prec::InclusiveOr;
  default:
    return prec::Comma;
  }
}

prec::Level kphys::loosestOperator(const CallSite &Site, unsigned Index) {
  llvm::StringRef Text = Site.Text.Arguments[Index].in(Site.FileText);
  bool MayBeParameter =
      !Site.Where.Macro.empty() && isWord(Text) && leadingWord(Text).size() == Text.size();
  return MayBeParameter ? prec::Comma : loosestOperator(*Site.Call.getArg(Index));
}
