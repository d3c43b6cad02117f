// Patterns of expressions, and parentheses around them.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/TokenPattern.h"

#include <gtest/gtest.h>

using namespace kphys;

namespace {

/// What stands for X, or "none".
std::string hole(llvm::StringRef Pattern, llvm::StringRef Text) {
  std::vector<TextRange> PatternTokens = tokensIn(Pattern), Tokens = tokensIn(Text);
  std::optional<TokenText> Found = match({Pattern, PatternTokens}, {Text, Tokens});
  return Found ? Found->range().in(Text).str() : "none";
}

bool whole(llvm::StringRef Text, bool MayHaveOperators) {
  std::vector<TextRange> Tokens = tokensIn(Text);
  return isWhole({Text, Tokens}, MayHaveOperators);
}

TEST(TokenPattern, FindsTheHole) {
  EXPECT_EQ(hole("virt_to_page(X)", "virt_to_page(p)"), "p");
  EXPECT_EQ(hole("virt_to_page(X)", "virt_to_page( p /* the page */ )"), "p");
  EXPECT_EQ(hole("virt_to_page(X)", "virt_to_page(p + f(q, 1))"), "p + f(q, 1)");
  EXPECT_EQ(hole("X->bv_page", "bio->bi_io_vec[i].bv->bv_page"), "bio->bi_io_vec[i].bv");
  EXPECT_EQ(hole("X", "a.b"), "a.b");
}

TEST(TokenPattern, RefusesWhatIsNotOneExpression) {
  EXPECT_EQ(hole("virt_to_page(X)", "virt_to_pages(p)"), "none");
  EXPECT_EQ(hole("virt_to_page(X)", "virt_to_page()"), "none");
  EXPECT_EQ(hole("virt_to_page(X)", "virt_to_page(a, b)"), "none");
  EXPECT_EQ(hole("virt_to_page(X)", "virt_to_page(a) + f(b)"), "none");
  EXPECT_EQ(hole("X->bv_page", "a + b->bv_page"), "none"); // a sum is not what has the member
  EXPECT_EQ(hole("X->bv_page", "*b->bv_page"), "none");
}

TEST(TokenPattern, KnowsWhatIsWhole) {
  EXPECT_TRUE(whole("a->b[i + 1].c", false));
  EXPECT_TRUE(whole("f(a, b)", false));
  EXPECT_FALSE(whole("a + b", false));
  EXPECT_TRUE(whole("a + b", true));
  EXPECT_FALSE(whole("a, b", true));
  EXPECT_FALSE(whole("a) + (b", true));
  EXPECT_FALSE(whole("(a", true));
  EXPECT_FALSE(whole("", true));
}

TEST(TokenPattern, TakesParenthesesOffOnlyWhereTheyAreAroundAll) {
  EXPECT_EQ(withoutParentheses(llvm::StringRef("((a + b))")), "a + b");
  EXPECT_EQ(withoutParentheses(llvm::StringRef("( a )")), "a");
  EXPECT_EQ(withoutParentheses(llvm::StringRef("(a) + (b)")), "(a) + (b)");
  EXPECT_EQ(withoutParentheses(llvm::StringRef("(a, b)")), "(a, b)"); // would be two arguments
  EXPECT_EQ(withoutParentheses(llvm::StringRef("(\")\")")), "\")\"");
  EXPECT_EQ(withoutParentheses(llvm::StringRef("()")), "()");
  EXPECT_EQ(withoutParentheses(llvm::StringRef("")), "");
}

} // namespace
