// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/address/VirtualAddress.h"

#include "rewriters/text/TokenPattern.h"

using namespace kphys;

namespace {

/// The number of tokens of the call that \p Text begins with; 0 if it does not.
size_t callLength(TokenText Text) {
  int Depth = 0;
  for (size_t I = 1; I < Text.size(); ++I) {
    Depth += (Text[I] == "(") - (Text[I] == ")");
    if (Depth == 0)
      return Text[I] == ")" ? I + 1 : 0;
  }
  return 0;
}

/// True if \p Text is nothing, or adds what binds more tightly.
bool isAddition(TokenText Text) {
  if (Text.size() < 2)
    return Text.size() == 0;
  return Text[0] == "+" &&
         (Text.size() == 2 || isWhole(Text.slice(1, Text.size()), /*MayHaveOperators=*/false));
}

/// True if \p Of, if it is a sum, is one of bytes, and no more of them than a pointer can take.
bool countsBytes(const clang::ASTContext &Context, const clang::Expr &Of) {
  const auto *Sum = llvm::dyn_cast<clang::BinaryOperator>(Of.IgnoreParenImpCasts());
  if (!Sum)
    return true;
  clang::QualType Offset = Sum->getRHS()->IgnoreParenImpCasts()->getType();
  if (Context.getTypeSize(Offset) > Context.getTypeSize(Context.VoidPtrTy))
    return false;
  clang::QualType Pointee = Sum->getLHS()->getType()->getPointeeType();
  return !Pointee.isNull() && (Pointee->isVoidType() || Pointee->isCharType());
}

} // namespace

std::optional<MadeOfPhysical> kphys::madeOfPhysical(const std::vector<VirtualIdiom> &Idioms,
                                                    const CallSite &Site, unsigned Index) {
  const clang::Expr &Argument = *Site.Call.getArg(Index);
  std::vector<TextRange> Tokens = tokensIn(Site.FileText, Site.Text.Arguments[Index]);
  TokenText Text = withoutParentheses({Site.FileText, Tokens});
  size_t Length = callLength(Text);
  if (!Site.Where.Macro.empty() || Length == 0 || !isAddition(Text.slice(Length, Text.size())) ||
      !countsBytes(Site.Context, Argument))
    return std::nullopt;
  for (const VirtualIdiom &Idiom : Idioms) {
    std::vector<TextRange> Pattern = tokensIn(Idiom.Virtual);
    TokenText Call = Text.slice(0, Length);
    std::optional<TokenText> Kept = match({Idiom.Virtual, Pattern}, Call);
    const clang::Expr *Found = Kept ? expressionAt(Site.Context, Argument, Kept->range()) : nullptr;
    if (!Found || Found->HasSideEffects(Site.Context) || !isSpelledAs(Found->getType(), Idiom.Type))
      continue;
    auto [Before, After] = llvm::StringRef(Idiom.Becomes).split(Hole);
    MadeOfPhysical Result = {Before.str(), Kept->range(), After.str(), Call.range()};
    if (After.empty() && !isWhole(*Kept, /*MayHaveOperators=*/false)) {
      Result.Before += "(";
      Result.After = ")";
    }
    return Result;
  }
  return std::nullopt;
}
