// Finding a few names in a lot of text: compared with looking at every word.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/IdentifierScan.h"

#include "Random.h"
#include "checks/sources/Words.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

bool mentionsPlainly(llvm::StringRef Text, const std::vector<std::string> &Names) {
  while (!Text.empty()) {
    llvm::StringRef Word = leadingWord(Text);
    if (llvm::is_contained(Names, Word))
      return true;
    Text = Text.drop_front(std::max<size_t>(Word.size(), 1));
  }
  return false;
}

TEST(TextScan, MissesNoNameAndInventsNone) {
  const std::vector<std::vector<std::string>> Sets = {
      {"abc", "xabc", "abcabc"},     // with three bytes in common
      {"ab", "bca", "cab"},          // without
      {"aaaa", "bbbb", "a_b_", "b"}, // one letter
  };
  unsigned Found = 0;
  for (const std::vector<std::string> &Names : Sets) {
    IdentifierScan Scan(Names);
    for (unsigned Seed = 0; Seed < 2000; ++Seed) {
      Random Next(Seed);
      const std::string Text = Next.text(Next.upTo(30), "aabbc_x (");
      bool Expected = mentionsPlainly(Text, Names);
      EXPECT_EQ(Scan.mentionsName(Text), Expected) << "'" << Text << "' " << Names.front();
      Found += Expected;
    }
  }
  EXPECT_GT(Found, 500u);
}

TEST(TextScan, TellsWhereANameStands) {
  llvm::StringRef Text = "/* kmap() */ char *s = \"kmap\";\n"
                         "#define MAP(p) \\\n\tkmap(p)\n"
                         "#define kmap other\n"
                         "x->kmap = kmap(page), (*kmap)();\n";
  std::vector<Occurrence> Found = OccurrenceScan({"kunmap", "kmap"}).in(Text);
  ASSERT_EQ(Found.size(), 5u);
  for (const Occurrence &Each : Found) {
    EXPECT_EQ(Each.Name, 1u);
    EXPECT_EQ(Text.substr(Each.Offset, 4), "kmap");
  }
  EXPECT_EQ(Found[0].Macro, "MAP");
  EXPECT_EQ(Found[0].Line, 3u);
  EXPECT_EQ(Found[0].Column, 2u);
  EXPECT_TRUE(Found[1].NamesMacro);
  EXPECT_EQ(Found[2].How, Access::Member);
  EXPECT_EQ(Found[3].How, Access::Plain);
  EXPECT_EQ(Found[3].Line, 5u);
  EXPECT_EQ(Found[4].How, Access::Declarator);
}

TEST(TextScan, ReadsIncludes) {
  EXPECT_EQ(includesIn("#include <linux/mm.h>\n# include \"a.h\" // b\nx\n#includes \"c.h\"\n"),
            (std::vector<llvm::StringRef>{"linux/mm.h", "a.h"}));
}

} // namespace
