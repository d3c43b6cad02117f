// What an index has of other databases.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/FlowIndex.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

TEST(FlowIndex, PartsAreOutdatedWhateverFilesCameLater) {
  llvm::SmallString<128> Directory;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("kphys-index", Directory));
  {
    llvm::Expected<FlowIndex> Index =
        FlowIndex::openForUpdate((Directory + "/kphys.index").str(), "test");
    ASSERT_TRUE(static_cast<bool>(Index));
    int64_t Part = 0;
    for (const char *Name : {"a.c", "b.c", "c.c"}) {
      IndexedPart New;
      New.Name.Unit = Name;
      New.Files = {Name, "common.h"};
      EXPECT_FALSE(static_cast<bool>(Index->add(New)));
      EXPECT_FALSE(static_cast<bool>(Index->outdate(++Part)));
    }
    llvm::Expected<std::vector<FlowIndex::Stored>> Parts = Index->parts();
    ASSERT_TRUE(static_cast<bool>(Parts));
    ASSERT_EQ(Parts->size(), 3U);
    for (const FlowIndex::Stored &Each : *Parts)
      EXPECT_EQ(Each.Files.size(), 3U) << Each.Name.Unit; // and one of which there is no hash
    EXPECT_FALSE(static_cast<bool>(Index->commit()));
  }
  llvm::sys::fs::remove_directories(Directory);
}

} // namespace
