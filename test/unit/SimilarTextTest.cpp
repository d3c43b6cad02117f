// Whatever two texts have in common, each comes back as it was.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/SimilarText.h"
#include "gtest/gtest.h"
#include <random>

using namespace kphys;

namespace {

std::string command(const std::string &Unit, const std::string &More) {
  std::string Result = "gcc -Wp,-MMD," + Unit + ".d -nostdinc";
  for (unsigned I = 0; I < 100; ++I)
    Result += " -Woption-" + std::to_string(I);
  return Result + More + " -c -o " + Unit + ".o " + Unit + ".c";
}

TEST(SimilarText, ComesBackAsItWas) {
  const SimilarText None;
  EXPECT_TRUE(None.empty());
  EXPECT_EQ(None.str(), "");
  SimilarText Before;
  for (const std::string &Each :
       {command("a", ""), command("drivers/b", " -DMODULE"), command("b", ""),
        command("b", " -I one -I two"), std::string("cc a.c"), std::string("cc"), std::string(),
        std::string(" "), std::string("cc  a.c "), command("a", "")}) {
    SimilarText Own(Each, Before);
    EXPECT_EQ(Own.str(), Each);
    EXPECT_EQ(Own.empty(), Each.empty());
    Before = Own;
  }
}

TEST(SimilarText, ComesBackWhateverChanges) {
  std::mt19937 Random(1);
  const std::string First = command("a", "");
  const SimilarText Like(First, {});
  for (unsigned Round = 0; Round < 2000; ++Round) {
    std::string Text = First;
    for (unsigned I = 0; I < Round % 40; ++I) {
      size_t At = Random() % Text.size();
      switch (Random() % 3) {
      case 0:
        Text.erase(At, Random() % 30);
        break;
      case 1:
        Text.insert(At, Random() % 2 ? " " : "xy z");
        break;
      default:
        Text[At] = ' ';
      }
    }
    ASSERT_EQ(SimilarText(Text, Like).str(), Text);
  }
}

} // namespace
