// Patterns of C expressions, token by token: `virt_to_page(X)`, where X stands for any expression.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_TEXT_TOKENPATTERN_H
#define KPHYS_REWRITERS_TEXT_TOKENPATTERN_H

#include "checks/bodies/CallText.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

namespace kphys {

/// Stands in a pattern for the expression that is kept.
constexpr llvm::StringLiteral Hole = "X";

/// A part of a text, in tokens.
struct TokenText {
  llvm::StringRef Text;
  llvm::ArrayRef<TextRange> Parts;

  size_t size() const { return Parts.size(); }
  llvm::StringRef operator[](size_t I) const { return Parts[I].in(Text); }
  TokenText slice(size_t Begin, size_t End) const {
    return {Text, Parts.slice(Begin, End - Begin)};
  }
  TextRange range() const { return {Parts.front().Begin, Parts.back().End}; }
  bool operator==(const TokenText &Other) const {
    return llvm::equal(Parts, Other.Parts, [&](TextRange Own, TextRange Others) {
      return Own.in(Text) == Others.in(Other.Text);
    });
  }
};

/// True if every bracket of \p Of is closed in it, and no operator that binds less tightly than a
/// member access stands outside of them, unless \p MayHaveOperators.
bool isWhole(TokenText Of, bool MayHaveOperators);

/// \p Of without parentheses around all of it.
TokenText withoutParentheses(TokenText Of);
llvm::StringRef withoutParentheses(llvm::StringRef Text);

/// What stands for the hole of \p Pattern where the rest of it is \p Text, or nothing.
std::optional<TokenText> match(TokenText Pattern, TokenText Text);

/// The part of \p Within that is spelled in \p Where of its file, or nullptr.
const clang::Expr *expressionAt(clang::ASTContext &Context, const clang::Expr &Within,
                                TextRange Where);

/// True if \p Type, or what it is an alias of, is spelled \p Name in C.
bool isSpelledAs(clang::QualType Type, llvm::StringRef Name);

} // namespace kphys

#endif
