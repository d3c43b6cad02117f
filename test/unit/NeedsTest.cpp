// What a configuration must be like: conditions of the preprocessor, and the lists of Kbuild.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/residue/KbuildLists.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

std::string of(llvm::StringRef Condition, bool Holds = true) {
  return needsOfCondition(Condition, Holds).describe();
}

TEST(Needs, ReadsConditions) {
  EXPECT_EQ(of("defined(CONFIG_A) && !defined CONFIG_B"), "CONFIG_A, CONFIG_B=n");
  EXPECT_EQ(of("IS_ENABLED(CONFIG_A) || defined(CONFIG_B)"), "CONFIG_A");
  EXPECT_EQ(of("IS_ENABLED(CONFIG_A) || defined(CONFIG_B)", false), "CONFIG_A=n, CONFIG_B=n");
  EXPECT_EQ(of("!(CONFIG_A || CONFIG_B)"), "CONFIG_A=n, CONFIG_B=n");
  EXPECT_EQ(of("defined(CONFIG_A_MODULE) /* both */"), "CONFIG_A");
  EXPECT_EQ(of("0"), "an #if that is never true");
  EXPECT_EQ(of("0", false), "");
  EXPECT_EQ(of("defined(__powerpc__) && CONFIG_A"), "CONFIG_A, #if defined(__powerpc__)");
  EXPECT_EQ(of("CONFIG_A && CONFIG_A == 2"), "#if CONFIG_A && CONFIG_A == 2");
  EXPECT_EQ(of("PAGES > 1", false), "#if !(PAGES > 1)");
  EXPECT_EQ(of("(CONFIG_A"), "#if (CONFIG_A");
  EXPECT_EQ(of(""), "#if ");
}

TEST(Needs, AreContradictoryWhereASymbolIsNeededBothWays) {
  Needs Both = needsOfCondition("defined(CONFIG_A) && !defined(CONFIG_A)");
  EXPECT_FALSE(Both.canBe());
  EXPECT_EQ(Both.describe(), "CONFIG_A both set and not set");
  auto IsSet = [](const std::string &Symbol) { return Symbol == "A"; };
  EXPECT_FALSE(Both.areMet(IsSet));
  EXPECT_TRUE(needsOfCondition("defined(CONFIG_A) && !defined(CONFIG_B)").areMet(IsSet));
  EXPECT_FALSE(needsOfCondition("CONFIG_A && CONFIG_B").areMet(IsSet));
}

TEST(Needs, AreThoseOfTheConditionsAroundALine) {
  const char *Text = "#ifndef _H\n"
                     "#define _H\n"
                     "#ifdef CONFIG_A\n"
                     "#if defined(CONFIG_B) && \\\n"
                     "    defined(CONFIG_C)\n"
                     "6\n"
                     "#elif defined(CONFIG_D)\n"
                     "8\n"
                     "#else\n"
                     "10\n"
                     "#endif\n"
                     "12\n"
                     "#endif\n"
                     "14\n"
                     "#endif\n";
  auto At = [&](unsigned Line) { return needsOfLine(Text, Line).describe(); };
  EXPECT_EQ(At(6), "CONFIG_A, CONFIG_B, CONFIG_C");
  EXPECT_EQ(At(8), "CONFIG_A, CONFIG_B=n, CONFIG_D");
  EXPECT_EQ(At(10), "CONFIG_A, CONFIG_B=n, CONFIG_D=n");
  EXPECT_EQ(At(12), "CONFIG_A");
  EXPECT_EQ(At(14), "");
}

TEST(KbuildLists, HaveTheirConditions) {
  std::vector<KbuildList> Lists = kbuildLists("# obj-y += no.o\n"
                                              "obj-$(CONFIG_A) += a.o \\\n"
                                              "\tb.o\n"
                                              "ifeq ($(CONFIG_B),y)\n"
                                              "foo-objs := c.o\n"
                                              "else\n"
                                              "foo-$(CONFIG_C)\t+= d.o\n"
                                              "endif\n"
                                              "ifneq ($(CONFIG_D),)\n"
                                              "lib-y += e.o # not f.o\n"
                                              "endif\n"
                                              "ifndef CONFIG_E\n"
                                              "CFLAGS_g.o = -DX\n"
                                              "endif\n");
  std::string Text;
  for (const KbuildList &Each : Lists) {
    Text += Each.Name + ":";
    for (const std::string &Word : Each.Words)
      Text += " " + Word;
    Text += " [" + Each.On.describe() + "]\n";
  }
  EXPECT_EQ(Text, "obj: a.o b.o [CONFIG_A]\n"
                  "foo: c.o [CONFIG_B]\n"
                  "foo: d.o [CONFIG_B=n, CONFIG_C]\n"
                  "lib: e.o [CONFIG_D]\n"
                  "CFLAGS_g.o: -DX [CONFIG_E=n]\n");
}

} // namespace
