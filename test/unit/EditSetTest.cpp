// Sets of edits: what order, nesting and neighbourhood make of them.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/EditSet.h"

#include "Random.h"
#include "rewriters/apply/EditedFiles.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

std::string applied(llvm::StringRef Text, const EditSet &Edits, bool Apart = false) {
  std::optional<std::vector<TextEdit>> Made = Edits.finish(Apart);
  return Made ? applyEdits(Text, *Made) : "no result";
}

TEST(EditSet, KeepsTheOrderOfInsertionsAtOnePlace) {
  EditSet Edits("ab");
  Edits.insert(1, "1");
  Edits.insert(0, "0");
  Edits.insert(1, "2");
  EXPECT_EQ(applied("ab", Edits), "0a12b");
  EXPECT_EQ(Edits.finish(/*Apart=*/true)->size(), 2u);
}

TEST(EditSet, DropsWhatIsInsideOfAnotherChange) {
  EditSet Edits("f(a, b)");
  Edits.replace({2, 3}, "x");
  Edits.replace({0, 7}, "g()");
  EXPECT_EQ(applied("f(a, b)", Edits), "g()");
  Edits.insert(0, "("); // at the edge: it stays
  Edits.insert(7, ")");
  EXPECT_EQ(applied("f(a, b)", Edits), "(g())");
}

TEST(EditSet, ReplacesARangeByItsLastText) {
  EditSet Edits("abc");
  Edits.replace({1, 2}, "first");
  Edits.replace({1, 2}, "last");
  EXPECT_EQ(applied("abc", Edits), "alastc");
}

TEST(EditSet, HasNoResultWhereChangesCutIntoEachOther) {
  EditSet Edits("abcdef");
  Edits.replace({0, 3}, "x");
  Edits.replace({2, 5}, "y");
  EXPECT_EQ(Edits.finish(), std::nullopt);
  EXPECT_EQ(Edits.finish(/*Apart=*/true), std::nullopt);
}

TEST(EditSet, JoinsWhatMeetsUnlessApart) {
  EditSet Edits("abcd");
  Edits.insert(1, ")");
  Edits.replace({1, 2}, " +");
  Edits.remove({2, 3});
  EXPECT_EQ(*Edits.finish(), (std::vector<TextEdit>{{1, 2, ") +"}}));
  EXPECT_EQ(*Edits.finish(/*Apart=*/true),
            (std::vector<TextEdit>{{1, 0, ")"}, {1, 1, " +"}, {2, 1, ""}}));
}

TEST(EditSet, TellsWhatItTouches) {
  EditSet Edits("abcdef");
  Edits.replace({2, 4}, "x");
  Edits.insert(5, "y");
  EXPECT_TRUE(Edits.touches({3, 5}));
  EXPECT_FALSE(Edits.touches({4, 5}));
  EXPECT_TRUE(Edits.touches({4, 6})); // the insertion is in the middle
}

TEST(EditSet, ShowsAndTakesAPart) {
  EditSet Edits("one two three");
  Edits.replace({0, 3}, "1");
  Edits.replace({4, 7}, "2");
  Edits.replace({8, 13}, "3");
  EXPECT_EQ(Edits.edited({4, 13}), "2 3");
  EXPECT_EQ(Edits.take({4, 7}), (std::vector<TextEdit>{{4, 3, "2"}}));
  EXPECT_EQ(applied("one two three", Edits), "1 two 3");
}

// Changes of parts that do not overlap, made in any order, are what doing them one by one gives.
TEST(EditSet, AppliesRandomChangesLikeAPersonWould) {
  for (unsigned Seed = 0; Seed < 500; ++Seed) {
    Random Next(Seed);
    const std::string Text = Next.text(Next.upTo(40), "ab(), \n");
    std::vector<std::pair<TextRange, std::string>> Changes;
    std::string Expected;
    unsigned At = 0;
    while (At < Text.size()) {
      unsigned Begin = std::min<unsigned>(At + Next.upTo(5), Text.size());
      unsigned End = std::min<unsigned>(Begin + 1 + Next.upTo(3), Text.size());
      std::string New = Next.text(Next.upTo(3), "xyz");
      Expected += Text.substr(At, Begin - At) + New;
      Changes.push_back({{Begin, End}, New});
      At = End;
    }
    std::shuffle(Changes.begin(), Changes.end(), Next.Engine);
    EditSet Edits(Text);
    for (const auto &[Range, New] : Changes)
      Edits.replace(Range, New);
    EXPECT_EQ(applied(Text, Edits), Expected) << Seed;
    EXPECT_EQ(applied(Text, Edits, /*Apart=*/true), Expected) << Seed;
    EXPECT_EQ(Edits.edited({0, static_cast<unsigned>(Text.size())}), Expected) << Seed;
  }
}

} // namespace
