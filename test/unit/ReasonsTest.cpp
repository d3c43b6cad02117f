// The table of reasons and the page that describes them.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/Reasons.h"

#include "llvm/Support/MemoryBuffer.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

TEST(Reasons, AreThoseOfTheirPageInItsOrder) {
  auto Page = llvm::MemoryBuffer::getFile(KPHYS_DOCS "/reasons.md");
  ASSERT_TRUE(Page);
  std::vector<std::string> Documented, Known;
  std::string Chapter;
  llvm::SmallVector<llvm::StringRef> Lines;
  (*Page)->getBuffer().split(Lines, '\n');
  for (llvm::StringRef Line : Lines)
    if (Line.consume_front("## "))
      Chapter = Line.str();
    else if (Line.consume_front("### "))
      Documented.push_back(Chapter + ": " + Line.str());
  for (const ReasonRow &Each : allReasons())
    Known.push_back(Each.heading() + std::string(": ") + Each.Code);
  EXPECT_EQ(Documented, Known);
}

// The order decides which of several refusals is told: it must not change by accident.
TEST(Reasons, AreSortedWithinAChapter) {
  const ReasonRow *Last = nullptr;
  for (const ReasonRow &Each : allReasons()) {
    if (Last && Last->heading() == std::string(Each.heading()))
      EXPECT_LT(std::string(Last->Code), Each.Code);
    Last = &Each;
  }
}

TEST(Reasons, AreFoundByTheirCode) {
  EXPECT_GT(allReasons().size(), 50u);
  for (const ReasonRow &Each : allReasons()) {
    EXPECT_EQ(reasonWithCode(Each.Code), Each.Is);
    EXPECT_STREQ(code(Each.Is), Each.Code);
  }
  EXPECT_EQ(reasonWithCode(""), std::nullopt);
  EXPECT_EQ(reasonWithCode("no-such-code"), std::nullopt);
}

TEST(Reasons, HaveTheStatusOfTheirChapter) {
  EXPECT_EQ(statusFor(Reason::None), SiteStatus::Rewritten);
  EXPECT_EQ(statusFor(Reason::MappingIsStored), SiteStatus::Refused);
  EXPECT_EQ(statusFor(Reason::RewriteAvailable), SiteStatus::Manual);
  EXPECT_EQ(statusFor(Reason::NotBuilt), SiteStatus::Unseen);
  EXPECT_FALSE(isWorthTelling(Reason::OtherEntity));
  EXPECT_TRUE(isWorthTelling(Reason::None));
}

} // namespace
