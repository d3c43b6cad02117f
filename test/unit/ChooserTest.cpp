// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/Chooser.h"
#include "gtest/gtest.h"

using namespace kphys;

namespace {

Alternative edit(unsigned Offset, unsigned Length, std::string Detail = {}) {
  return {{{Offset, Length, "new"}}, "new", std::move(Detail), ""};
}

Site site(std::string File, unsigned Offset, std::vector<Alternative> Ways,
          std::string Group = {}) {
  Site Result;
  Result.File = std::move(File);
  Result.Where.Offset = Offset;
  Result.Where.Line = Offset;
  Result.Plan.Rule = "rule";
  Result.Plan.Group = std::move(Group);
  Result.Plan.Alternatives = std::move(Ways);
  Chooser::choose(Result);
  return Result;
}

TEST(ChooserTest, TakesTheBestAlternative) {
  Site Only = site("a.c", 10, {edit(10, 3, "best"), edit(10, 1, "less")});
  EXPECT_TRUE(Only.isRewritten());
  EXPECT_EQ(Only.Detail, "best");
}

TEST(ChooserTest, FallsBackBeforeItRefuses) {
  SiteTable Sites = {site("a.c", 10, {edit(10, 3), edit(10, 1, "kept: ")}),
                     site("a.c", 20, {edit(20, 3)})};
  Chooser Choice(Sites);
  std::vector<FailedCondition> Failed = {{{&Sites[0], &Sites[1]}, Reason::NewDiagnostic, "odd"}};
  EXPECT_TRUE(Choice.fail(Failed));
  EXPECT_EQ(Sites[0].Detail, "kept: odd");
  EXPECT_TRUE(Sites[1].isRewritten()) << "it may have been the other one's fault";
  EXPECT_TRUE(Choice.fail(Failed));
  EXPECT_EQ(Sites[0].Reason, Reason::NewDiagnostic);
  EXPECT_EQ(Sites[1].Reason, Reason::NewDiagnostic);
  EXPECT_FALSE(Choice.fail(Failed));
}

TEST(ChooserTest, OneFailureTakesOneAlternative) {
  SiteTable Sites = {site("a.c", 10, {edit(10, 3), edit(10, 1)})};
  Chooser Choice(Sites);
  EXPECT_TRUE(Choice.fail({{{&Sites[0]}, Reason::NewDiagnostic, "in one unit"},
                           {{&Sites[0]}, Reason::NewDiagnostic, "in another"}}));
  EXPECT_TRUE(Sites[0].isRewritten());
}

TEST(ChooserTest, RefusesWhatOverlaps) {
  SiteTable Sites = {site("a.c", 10, {edit(10, 5)}), site("a.c", 12, {edit(12, 5)}),
                     site("a.c", 30, {edit(30, 5)}), site("b.c", 12, {edit(12, 5)})};
  Chooser(Sites).settleOverlaps();
  EXPECT_EQ(Sites[0].Reason, Reason::OverlappingEdits);
  EXPECT_EQ(Sites[1].Reason, Reason::OverlappingEdits);
  EXPECT_TRUE(Sites[2].isRewritten());
  EXPECT_TRUE(Sites[3].isRewritten());
}

TEST(ChooserTest, LessMayEndAnOverlap) {
  SiteTable Sites = {site("a.c", 10, {edit(10, 5), edit(10, 1)}), site("a.c", 12, {edit(12, 5)})};
  Chooser(Sites).settleOverlaps();
  EXPECT_TRUE(Sites[0].isRewritten());
  EXPECT_TRUE(Sites[1].isRewritten());
}

TEST(ChooserTest, AGroupStandsOrFallsAsAWhole) {
  SiteTable Sites = {site("a.c", 10, {edit(10, 1)}, "pair"), site("a.c", 20, {edit(20, 1)}, "pair"),
                     site("b.c", 20, {edit(20, 1)}, "pair"), site("a.c", 30, {edit(30, 1)})};
  Chooser Choice(Sites);
  EXPECT_FALSE(Choice.closeGroups());
  refuse(Sites[0], Reason::CodeDiffers, "");
  EXPECT_TRUE(Choice.closeGroups());
  EXPECT_EQ(Sites[1].Reason, Reason::OtherHalfRefused);
  EXPECT_EQ(Sites[1].Detail, "line 10: code-differs");
  EXPECT_TRUE(Sites[2].isRewritten()) << "a group is one of a file";
  EXPECT_TRUE(Sites[3].isRewritten());
}

TEST(ChooserTest, ASiteMayBindItsRule) {
  SiteTable Sites = {site("a.c", 10, {edit(10, 1)}), site("b.c", 20, {edit(20, 1)})};
  Sites[0].Plan.BindsRule = true;
  refuse(Sites[0], Reason::MemberRead, "");
  EXPECT_TRUE(Chooser(Sites).closeGroups());
  EXPECT_EQ(Sites[1].Reason, Reason::OtherHalfRefused);
}

} // namespace
