// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/BodySkipper.h"

#include "gtest/gtest.h"

using namespace kphys;

namespace {

/// What of \p Text stands from the `}` that ends its first body; a dash where the text does not
/// tell.
std::string restOf(llvm::StringRef Text) {
  auto End = endOfBody(Text, Text.find('{') + 1);
  return End ? Text.substr(*End).str() : "-";
}

TEST(BodySkipper, FindsTheEnd) {
  EXPECT_EQ(restOf("f()\n{\n\tg();\n}\nint x;\n"), "}\nint x;\n");
  EXPECT_EQ(restOf("f()\n{\n\tif (a) {\n\t\tg();\n\t}\n}\nrest"), "}\nrest");
  EXPECT_EQ(restOf("f()\n{\n\tint a[] = {1, 2};\n}"), "}");
  EXPECT_EQ(restOf("f() {\r\n\tg();\r\n}\r\n"), "}\r\n");
}

TEST(BodySkipper, BracesInTextCountNot) {
  EXPECT_EQ(restOf("f()\n{\n\tg(\"}\", '{', \"\\\"{\");\n\t/* } */ h(); // {\n}\n"), "}\n");
  EXPECT_EQ(restOf("f()\n{\n\t/*\n}\n\t*/\n}\n"), "}\n");
  EXPECT_EQ(restOf("f()\n{\n\tg('\\'', '\\\\', \"\\\\\");\n}\n"), "}\n");
}

TEST(BodySkipper, BranchesMustAgree) {
  EXPECT_EQ(restOf("f()\n{\n#ifdef A\n\tif (a) {\n\t}\n#else\n\tg();\n#endif\n}\n"), "}\n");
  EXPECT_EQ(restOf("f()\n{\n# if A\n\tg();\n# elif B\n\th();\n# endif\n}\n"), "}\n");
  EXPECT_EQ(restOf("f()\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t}\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n#ifdef A\n\tg();\n}\n#else\n}\n#endif\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n#endif\n}\n"), "-");
}

TEST(BodySkipper, NothingWithAnEffectIsSkipped) {
  EXPECT_EQ(restOf("f()\n{\n#define A 1\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n#undef A\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n#include \"table.h\"\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n#pragma GCC diagnostic push\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n#error no\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n\t/* a */ #define A 1\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n\t_Pragma(\"pop_macro(x)\")\n}\n"), "-");
}

TEST(BodySkipper, LayoutMustAgree) {
  // A macro may have a brace of its own.
  EXPECT_EQ(restOf("f()\n{\n\tBEGIN(x)\n\tg();\n\t}\n}\nint h()\n{\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n\twhile (x) {\n\tEND\n}\nint h()\n{\n}\n"), "-");
  EXPECT_EQ(restOf("f() { g(); }\n"), "-");
  EXPECT_EQ(restOf("  f()\n  {\n  }\n"), "-");
}

TEST(BodySkipper, WhatIsNotUnderstoodIsNotSkipped) {
  EXPECT_EQ(restOf("f()\n{\n\tg(\"a\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n\tdon't();\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n\tg(); // \\\n}\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n\t/* open\n}\n"), "-");
  EXPECT_EQ(restOf("f()\n{\n\tg();\n"), "-");
  EXPECT_EQ(restOf("f()\n{"), "-");
}

} // namespace
