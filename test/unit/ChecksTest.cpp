// The table of checks and the page that lists them.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Audit.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

/// As a table has it: with a capital letter, unless it begins with a name of C.
std::string sentence(llvm::StringRef Summary) {
  std::string Result = Summary.str();
  if (Summary.split(' ').first.find_first_of("_(") == llvm::StringRef::npos)
    Result[0] = llvm::toUpper(Result[0]);
  return Result;
}

TEST(Checks, AreThoseOfTheirPageInItsOrder) {
  auto Page = llvm::MemoryBuffer::getFile(KPHYS_DOCS "/audit.md");
  ASSERT_TRUE(Page);
  std::vector<std::string> Documented, Known;
  llvm::SmallVector<llvm::StringRef> Lines;
  (*Page)->getBuffer().split(Lines, '\n');
  for (llvm::StringRef Line : Lines)
    if (Line.starts_with("| [kphys-"))
      Documented.push_back(Line.str());
  for (const AuditCheck &Each : auditChecks())
    Known.push_back(("| [" + Each.Name + "](checks/" + Each.Name.drop_front(strlen("kphys-")) +
                     ".md) | " + std::to_string(Each.Level) + " | " + sentence(Each.Summary) + " |")
                        .str());
  EXPECT_FALSE(Known.empty());
  EXPECT_EQ(Documented, Known);
}

TEST(Checks, AreSorted) {
  EXPECT_TRUE(llvm::is_sorted(
      auditChecks(), [](const AuditCheck &A, const AuditCheck &B) { return A.Name < B.Name; }));
}

} // namespace
