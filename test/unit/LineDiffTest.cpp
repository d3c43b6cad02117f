// Which lines of a text stay? Compared with the longest common subsequence by the book.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/LineDiff.h"

#include "Random.h"
#include "checks/sources/Lines.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

using LineList = std::vector<llvm::StringRef>;

/// The length of the longest common subsequence, in a table of all prefixes.
size_t mostCommon(const LineList &Old, const LineList &New) {
  std::vector<std::vector<size_t>> Table(Old.size() + 1, std::vector<size_t>(New.size() + 1, 0));
  for (size_t I = 0; I < Old.size(); ++I)
    for (size_t J = 0; J < New.size(); ++J)
      Table[I + 1][J + 1] =
          Old[I] == New[J] ? Table[I][J] + 1 : std::max(Table[I][J + 1], Table[I + 1][J]);
  return Table[Old.size()][New.size()];
}

TEST(LineDiff, MapsLines) {
  EXPECT_EQ(oldLines("a\nb\nc\n", "a\nx\nb\nc\n"), (std::vector<unsigned>{1, 0, 2, 3}));
  EXPECT_EQ(oldLines("a\nb\nc\n", "c\n"), (std::vector<unsigned>{3}));
  EXPECT_EQ(oldLines("", "a\n"), (std::vector<unsigned>{0}));
  EXPECT_EQ(oldLines("a\n", ""), (std::vector<unsigned>{}));
  EXPECT_EQ(oldLines("a\nb", "a\nb\n"), (std::vector<unsigned>{1, 0})); // no line feed at the end
}

TEST(LineDiff, KeepsAsManyLinesAsCanBe) {
  for (unsigned Seed = 0; Seed < 500; ++Seed) {
    Random Next(Seed);
    const std::string Before = Next.text(Next.upTo(60), "abc\n\n"),
                      After = Next.text(Next.upTo(60), "abc\n\n");
    LineList Old = splitLines(Before), New = splitLines(After);
    std::vector<unsigned> Kept = oldLines(Before, After);
    ASSERT_EQ(Kept.size(), New.size()) << Seed;
    size_t Count = 0;
    unsigned Last = 0;
    for (size_t I = 0; I < New.size(); ++I)
      if (Kept[I] != 0) {
        EXPECT_GT(Kept[I], Last) << Seed; // their order stays
        ASSERT_LE(Kept[I], Old.size()) << Seed;
        EXPECT_EQ(Old[Kept[I] - 1], New[I]) << Seed;
        Last = Kept[I];
        ++Count;
      }
    EXPECT_EQ(Count, mostCommon(Old, New)) << Seed;
  }
}

} // namespace
