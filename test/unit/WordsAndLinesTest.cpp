// Words and lines of a text.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Random.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Words.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

TEST(Words, AreIdentifiers) {
  for (int C = 0; C < 256; ++C) {
    char Byte = static_cast<char>(C);
    EXPECT_EQ(isWordPart(Byte), llvm::isAlnum(Byte) || Byte == '_') << C;
    EXPECT_EQ(isWordStart(Byte), llvm::isAlpha(Byte) || Byte == '_') << C;
  }
  EXPECT_EQ(leadingWord("page_to_phys(x)"), "page_to_phys");
  EXPECT_EQ(leadingWord("(x)"), "");
  EXPECT_EQ(trailingWord("a->b2"), "b2");
  EXPECT_EQ(trailingWord("b2 "), "");
  EXPECT_TRUE(isWord("_a"));
  EXPECT_FALSE(isWord("1a"));
  EXPECT_FALSE(isWord(""));
}

TEST(Words, AreFoundWhole) {
  llvm::StringRef Text = "pages page_a apage page";
  EXPECT_EQ(findWord(Text, "page"), Text.rfind("page"));
  EXPECT_EQ(findWord("page", "page", 1), llvm::StringRef::npos);
  EXPECT_EQ(findWord("(page)", "page"), 1u);
}

TEST(Lines, AreWhatAPersonCounts) {
  for (unsigned Seed = 0; Seed < 200; ++Seed) {
    Random Next(Seed);
    const std::string Text = Next.text(Next.upTo(40), "ab \t\n");
    LineTable Table(Text);
    unsigned Number = 1;
    size_t Start = 0;
    for (size_t At = 0; At <= Text.size(); ++At) {
      EXPECT_EQ(lineNumber(Text, At), Number) << Seed;
      EXPECT_EQ(Table.numberAt(At), Number) << Seed;
      EXPECT_EQ(lineStart(Text, At), Start) << Seed;
      EXPECT_EQ(Table.start(Number), Start) << Seed;
      if (At < Text.size() && Text[At] == '\n') {
        EXPECT_EQ(nextLine(Text, At), At + 1) << Seed;
        EXPECT_EQ(Table.line(Number), Text.substr(Start, At - Start)) << Seed;
        ++Number;
        Start = At + 1;
      }
    }
    EXPECT_EQ(Table.count(), Number) << Seed;
    EXPECT_EQ(Table.start(Number + 1), Text.size()) << Seed;
    EXPECT_EQ(Table.line(0), "");
    std::string Whole;
    for (llvm::StringRef Line : splitLines(Text)) {
      EXPECT_EQ(Line.find('\n'), Line.ends_with("\n") ? Line.size() - 1 : llvm::StringRef::npos);
      Whole += Line;
    }
    EXPECT_EQ(Whole, Text) << Seed;
  }
}

TEST(Lines, HaveAWidth) {
  EXPECT_EQ(widthOf("\tab"), 10u);
  EXPECT_EQ(widthOf("ab\tc"), 9u);
  EXPECT_EQ(widthOf("ab\tc", 4), 5u);
  EXPECT_EQ(indentation("\t  x\t"), "\t  ");
}

} // namespace
