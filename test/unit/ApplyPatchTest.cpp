// A diff that is written and read again makes of the old text the new one, and back.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Random.h"
#include "checks/sources/Lines.h"
#include "rewriters/apply/UnifiedDiff.h"
#include "tool/patch/UnifiedPatch.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

/// What \p Patch makes of a tree that has only \p Text, in drivers/a.c.
std::optional<PatchedFiles> applyTo(const std::string &Text, llvm::StringRef Patch,
                                    std::string *Problem = nullptr) {
  auto Note = [&](llvm::Error E) {
    std::string Message = llvm::toString(std::move(E));
    if (Problem)
      *Problem = Message;
    return std::nullopt;
  };
  llvm::Expected<std::vector<FilePatch>> Patches = readPatch(Patch);
  if (!Patches)
    return Note(Patches.takeError());
  llvm::Expected<PatchedFiles> Result =
      applyPatches(*Patches, [&](const std::string &Name) -> std::optional<std::string> {
        return Name == "drivers/a.c" ? std::optional(Text) : std::nullopt;
      });
  if (!Result)
    return Note(Result.takeError());
  return std::move(*Result);
}

/// Lines that differ from each other, so that there is one place for each hunk.
std::string numberedLines(Random &Next, unsigned Count) {
  std::string Result;
  for (unsigned I = 0; I < Count; ++I)
    Result += "line " + std::to_string(I) + " " + Next.text(Next.upTo(4), "xyz;{}\t") + "\n";
  if (!Result.empty() && Next.upTo(3) == 0)
    Result.pop_back();
  return Result;
}

/// Edits of \p Text, some of them from the beginning of a line on.
std::vector<TextEdit> randomEdits(Random &Next, llvm::StringRef Text) {
  std::vector<TextEdit> Result;
  unsigned End = 0; // of the last edit
  for (unsigned At = Next.upTo(80); At < Text.size(); At = End + 1 + Next.upTo(150)) {
    if (Next.upTo(1) == 0)
      At = std::max<unsigned>(lineStart(Text, At), Result.empty() ? 0 : End + 1);
    unsigned Length = std::min<unsigned>(Next.upTo(40), Text.size() - At);
    Result.push_back({At, Length, Next.text(Next.upTo(12), "new \n")});
    End = At + Length;
  }
  return Result;
}

TEST(ApplyPatch, MakesTheNewTextOfTheOldOneAndBack) {
  unsigned Compared = 0;
  for (unsigned Seed = 0; Seed < 400; ++Seed) {
    Random Next(Seed);
    EditedFile File = {"drivers/a.c", numberedLines(Next, 1 + Next.upTo(60)), {}};
    File.Edits = randomEdits(Next, File.Before);
    const std::string After = File.after(), Diff = unifiedDiff(File);
    if (After == File.Before) {
      EXPECT_EQ(Diff, "") << Seed;
      continue;
    }
    std::string Problem;
    std::optional<PatchedFiles> Forth = applyTo(File.Before, Diff, &Problem);
    ASSERT_TRUE(Forth) << Seed << ": " << Problem << "\n" << Diff;
    ASSERT_EQ(Forth->Files.size(), 1u);
    EXPECT_EQ(Forth->Files[0].Before, File.Before) << Seed;
    EXPECT_EQ(Forth->Files[0].After, After) << Seed;
    EXPECT_FALSE(Forth->IsApplied) << Seed;
    std::optional<PatchedFiles> Back = applyTo(After, Diff, &Problem);
    ASSERT_TRUE(Back) << Seed << ": " << Problem << "\n" << Diff;
    EXPECT_EQ(Back->Files[0].Before, File.Before) << Seed;
    EXPECT_EQ(Back->Files[0].After, After) << Seed;
    EXPECT_TRUE(Back->IsApplied) << Seed;
    ++Compared;
  }
  EXPECT_GT(Compared, 300u);
}

constexpr const char *OneLine = "--- a/drivers/a.c\n+++ b/drivers/a.c\n@@ -2,3 +2,3 @@\n"
                                " before\n-old\n+new\n after\n";

TEST(ApplyPatch, FindsAHunkThatHasMoved) {
  std::optional<PatchedFiles> Result = applyTo("a\nb\nc\nd\nbefore\nold\nafter\n", OneLine);
  ASSERT_TRUE(Result);
  EXPECT_EQ(Result->Files[0].After, "a\nb\nc\nd\nbefore\nnew\nafter\n");
}

TEST(ApplyPatch, RefusesWhatDoesNotFit) {
  std::string Problem;
  EXPECT_FALSE(applyTo("a\nbefore\nother\nafter\n", OneLine, &Problem));
  EXPECT_NE(Problem.find("drivers/a.c"), std::string::npos) << Problem;
  EXPECT_FALSE(applyTo("", "--- a/../a.c\n+++ b/../a.c\n@@ -1 +1 @@\n-a\n+b\n", &Problem));
  EXPECT_FALSE(
      applyTo("a\n", "--- a/drivers/a.c\n+++ b/drivers/a.c\n@@ -1,2 +1 @@\n-a\n", &Problem));
}

} // namespace
