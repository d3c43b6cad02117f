// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/scan/DefinedFunctions.h"
#include "gtest/gtest.h"
#include <set>
#include <string>

using namespace kphys;

static std::set<std::string> definedIn(llvm::StringRef Text) {
  std::set<std::string> Result;
  forEachDefinedFunction(Text, [&](llvm::StringRef Name) { Result.insert(Name.str()); });
  return Result;
}

TEST(DefinedFunctions, AreFoundByTheirHeads) {
  EXPECT_EQ(definedIn("int one(int i)\n{\n\tother(i);\n}\n"), std::set<std::string>{"one"});
  EXPECT_EQ(definedIn("struct page *\ntwo(void)\n{\n}\n"), std::set<std::string>{"two"});
  EXPECT_TRUE(definedIn("__printf(1, 2)\nvoid three(const char *f, ...) {}\n").count("three"));
  EXPECT_TRUE(definedIn("void four(struct lock *l) __acquires(l)\n{\n}\n").count("four"));
}

TEST(DefinedFunctions, AreNotWhatIsDeclaredOrTheUnitsOwn) {
  EXPECT_EQ(definedIn("int one(int i);\nint (*two)(int) = other;\n"), std::set<std::string>{});
  EXPECT_EQ(definedIn("static int three(void)\n{\n}\n"), std::set<std::string>{});
  EXPECT_EQ(definedIn("struct ops four = {\n\t.run = five(1),\n};\n"), std::set<std::string>{});
  EXPECT_EQ(definedIn("int unclosed(int i"), std::set<std::string>{});
}

TEST(Stores, AreFoundByTheNameOfTheField) {
  EXPECT_TRUE(mayStoreIn("x = { .run = f };", "ops", "run"));
  EXPECT_TRUE(mayStoreIn("o->run = f;", "ops", "run"));
  EXPECT_TRUE(mayStoreIn("x = { run: f };", "ops", "run"));
  EXPECT_FALSE(mayStoreIn("if (o->run == f) o->run(1);", "ops", "run"));
  EXPECT_FALSE(mayStoreIn("/* @run: what is done */", "ops", "run"));
}

TEST(Stores, AreFoundInInitializersWithoutNames) {
  EXPECT_TRUE(mayStoreIn("static const struct ops x = { f, g };", "ops", "run"));
  EXPECT_TRUE(mayStoreIn("struct ops x[] = { { f }, };", "ops", "run"));
  EXPECT_TRUE(mayStoreIn("struct ops x[2] = { [1] = { f } };", "ops", "run"));
  EXPECT_FALSE(mayStoreIn("struct ops x = { .open = f };", "ops", "run"));
  EXPECT_FALSE(mayStoreIn("void take(struct ops *o);", "ops", "run"));
}
