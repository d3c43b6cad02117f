// The lines of calls: what an edit leaves as it is, and how the rest is packed.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/layout/CallLines.h"

#include <gtest/gtest.h>

using namespace kphys;

namespace {

CallInText callIn(llvm::StringRef Text, llvm::StringRef Name) {
  return {Text, readCallText(Text, Text.find(Name), /*InMacro=*/false)};
}

/// The lines of the call of `map` in \p New, which was that of `old_map` in \p Old.
std::string laidOut(const std::string &Old, const std::string &New, size_t Columns = 40) {
  return layOutCall(callIn(Old, "old_map"), callIn(New, "map"), {Columns, Columns})
      .value_or("none");
}

TEST(CallLines, StayWhereTheyAreShortEnough) {
  EXPECT_EQ(laidOut("\tx=old_map( a,\n\t  b ) ;", "\tx=map( a,\n\t  b, 0 ) ;"),
            "\tx=map( a,\n\t  b, 0 ) ;");
}

TEST(CallLines, MoveWithTheParenthesis) {
  EXPECT_EQ(laidOut("\told_map(f(a,\n\t\t  b),\n\t\tc,\n\t\t\td);",
                    "\tmap(f(a,\n\t\t  b),\n\t\tc,\n\t\t\td);"),
            "\tmap(f(a,\n\t      b),\n\t    c,\n\t\t    d);");
  EXPECT_EQ(laidOut("\tx = old_map(a,\n\t  b,\n\t\t    c);", "\tx = map(a,\n\t  b,\n\t\t    c);"),
            "\tx = map(a,\n\t  b,\n\t\tc);");
}

TEST(CallLines, AreAlignedWhereTheyWereAtATabBehindIt) {
  EXPECT_EQ(laidOut("\told_map(a,\n\t\t\tb,\n\t\t\tc);", "\tmap(a,\n\t\t\tb,\n\t\t\tc);"),
            "\tmap(a,\n\t    b,\n\t    c);");
}

TEST(CallLines, WidthIsThatOfTheOldCallIfItSavesALine) {
  auto LaidOut = [](const std::string &Old, const std::string &New) {
    return layOutCall(callIn(Old, "old_map"), callIn(New, "map"), {31, 40}).value_or("none");
  };
  EXPECT_EQ(LaidOut("\told_map(first, second, third);", "\tmap(first, of_second, third);"),
            "\tmap(first, of_second, third);");
  EXPECT_EQ(LaidOut("\told_map(first, second);", "\tmap(first, of_the_second);"),
            "\tmap(first,\n\t    of_the_second);");
}

TEST(CallLines, NoLastWordIsAlone) {
  EXPECT_EQ(laidOut("\told_map(device, address, lengths, DIR);",
                    "\tmap(device, address, lengths, DIR, attrs);", 48),
            "\tmap(device, address, lengths,\n\t    DIR, attrs);");
  // What was so stays so, but for the new zero.
  EXPECT_EQ(laidOut("\told_map(device,\n\t\tattrs);", "\tmap(device,\n\t    attrs);"),
            "\tmap(device,\n\t    attrs);");
  EXPECT_EQ(laidOut("\told_map(device, dir,\n\t\t0);", "\tmap(device, dir,\n\t\t0);"),
            "\tmap(device, dir, 0);");
}

TEST(CallLines, OnlyTheLinesFromTheFaultAreNew) {
  EXPECT_EQ(laidOut("\told_map(dev,\n\t\tfield->one,\n\t\tfield->other, DIR);",
                    "\tmap(dev,\n\t    field->one,\n\t    field->other, DIR, FLAGS___);"),
            "\tmap(dev,\n\t    field->one,\n\t    field->other,\n\t    DIR, FLAGS___);");
}

TEST(CallLines, ASumIsOneArgument) {
  EXPECT_EQ(laidOut("\told_map(dev, page,\n\t\toffset, len);",
                    "\tmap(dev, phys(page) +\n\t    offset, len);"),
            "\tmap(dev,\n\t    phys(page) + offset, len);");
  // Too wide for a line, its second half stands under the first, and nothing behind it.
  EXPECT_EQ(laidOut("\told_map(dev, pages[i], offsets[i], len);",
                    "\tmap(dev, phys(pages[i].p) + offsets[i].o, len);", 36),
            "\tmap(dev,\n\t    phys(pages[i].p) +\n\t    offsets[i].o,\n\t    len);");
  EXPECT_EQ(laidOut("\told_map(dev, FIRST_FLAGS | OTHERS);",
                    "\tmap(dev, FIRST_FLAGS | OTHERS | THE_NEW_FLAG);", 36),
            "\tmap(dev,\n\t    FIRST_FLAGS | OTHERS |\n\t    THE_NEW_FLAG);");
}

TEST(CallLines, NothingElseIsBroken) {
  for (const char *Whole : {"condition ? first : second", "array[index].field.other",
                            "one << some->shift_of_it", "first - second_of_both"})
    EXPECT_EQ(laidOut("\told_map(d, x);", "\tmap(d, " + std::string(Whole) + ");", 30), "none");
  EXPECT_EQ(laidOut("\tx = old_map(d, y);", "\tx = map(d, condition ? first : second);", 44),
            "\tx = map(d,\n\t\tcondition ? first : second);");
}

TEST(CallLines, BreakAtTheEqualsSignIfNothingElseHelps) {
  EXPECT_EQ(laidOut("\tstructure->field = old_map(d, y);",
                    "\tstructure->field = map(device, argument);", 45),
            "\tstructure->field = map(device,\n\t\t\t       argument);");
  EXPECT_EQ(laidOut("\tstructure->field = old_map(d, y);",
                    "\tstructure->field = map(d, function(argument));", 43),
            "\tstructure->field =\n\t\tmap(d, function(argument));");
}

TEST(CallLines, WhatShrankIsJoined) {
  EXPECT_EQ(laidOut("\told_map(dev, page_of(address),\n\t\toffset_of(address), len, dir);",
                    "\tmap(dev, phys(address),\n\t    len, dir, 0);", 50),
            "\tmap(dev, phys(address), len, dir, 0);");
  // Where the old call was not packed tightly, it stays as it is.
  EXPECT_EQ(laidOut("\told_map(dev,\n\t\tpage,\n\t\tdir);", "\tmap(dev,\n\t\tpage,\n\t\tdir, 0);"),
            "\tmap(dev,\n\t    page,\n\t    dir, 0);");
}

TEST(CallLines, OneArgumentALineStaysSo) {
  EXPECT_EQ(laidOut("\told_map(\n\t\tdev,\n\t\tpage,\n\t\toffset,\n\t\tlen);",
                    "\tmap(\n\t\tdev,\n\t\tphys(page) +\n\t\toffset,\n\t\tlen, 0);"),
            "\tmap(\n\t\tdev,\n\t\tphys(page) + offset,\n\t\tlen, 0);");
  EXPECT_EQ(laidOut("\told_map(dev,\n\t\tpage,\n\t\toffset,\n\t\tlen);",
                    "\tmap(dev,\n\t    phys(page) +\n\t    offset,\n\t    len, 0);"),
            "\tmap(dev,\n\t    phys(page) + offset,\n\t    len, 0);");
}

TEST(CallLines, AlignmentIsThatOfTheOldCall) {
  EXPECT_EQ(laidOut("\tx = old_map(dev, page,\n\t\toffset);",
                    "\tx = map(dev, phys(page) + offset,\n\t\tanother);", 36),
            "\tx = map(dev,\n\t\tphys(page) + offset,\n\t\tanother);");
}

TEST(CallLines, NoneAreBrokenWithoutALimit) {
  EXPECT_EQ(laidOut("\told_map(a,\n\t\tb);", "\tmap(a,\n\t\tb, " + std::string(90, 'x') + ");", 0),
            "\tmap(a,\n\t    b, " + std::string(90, 'x') + ");");
}

TEST(CallLines, CommentsStayInTheirPlace) {
  std::string Old = "\told_map(a, /* b */ b);";
  EXPECT_EQ(laidOut(Old, "\tmap(a, /* b */ b, 0);"), "\tmap(a, /* b */ b, 0);");
  EXPECT_EQ(laidOut(Old, "\tmap(a, /* b */ something_else_and_more, 0);"), "none");
}

} // namespace
