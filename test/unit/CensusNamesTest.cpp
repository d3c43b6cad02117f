// Which names does a census count by, and what is each used for?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/CatalogFile.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace kphys;
using Role = CensusNames::Part::Role;

namespace {

CensusNames embedded() {
  llvm::Expected<CensusNames> Names = CensusNames::embedded();
  EXPECT_TRUE(static_cast<bool>(Names));
  return std::move(*Names);
}

std::string problemOf(const char *Census) {
  llvm::Expected<CatalogFile> File = CatalogFile::read(
      (R"({"schema": "kphys-catalog/2", "census": )" + llvm::StringRef(Census) + "}").str(), "it");
  return File ? "" : llvm::toString(File.takeError());
}

TEST(CensusNames, KnowsWhatIsDoneByNameAndByFamily) {
  CensusNames Names = embedded();
  EXPECT_EQ(Names.use("page_address"), PageUse::Address);
  EXPECT_EQ(Names.use("PageDirty"), PageUse::Flags);
  EXPECT_EQ(Names.use("page_ref_inc"), PageUse::Lifetime);
  EXPECT_EQ(Names.use("page.mapping"), PageUse::Flags);
  EXPECT_EQ(Names.use("page._refcount"), PageUse::Lifetime) << "a name counts before its family";
  EXPECT_EQ(Names.use("pageant"), std::nullopt);
  EXPECT_EQ(Names.use("some_driver_function"), std::nullopt);
}

TEST(CensusNames, KnowsWhereAPageComesFromAndGoesTo) {
  CensusNames Names = embedded();
  ASSERT_TRUE(Names.part("bio_vec.bv_page"));
  EXPECT_EQ(Names.part("bio_vec.bv_page")->Is, Role::Holds);
  EXPECT_EQ(Names.part("other.bv_page"), nullptr);
  ASSERT_TRUE(Names.part("memcpy_page"));
  EXPECT_EQ(Names.part("memcpy_page")->Is, Role::Takes);
  EXPECT_EQ(Names.part("memcpy_page")->Page, std::vector<unsigned>({0, 2}));
  EXPECT_EQ(Names.part("memcpy_page")->Use, PageUse::Address);
  EXPECT_EQ(Names.part("sg_set_page")->Use, PageUse::Passing);
  EXPECT_EQ(Names.part("skb_frag_netmem")->Use, PageUse::Gone);
  EXPECT_EQ(Names.carrier(Names.part("sg_page")->Carrier), "scatterlist");
}

TEST(CensusNames, LooksForWordsThatTextsMention) {
  CensusNames Names = embedded();
  EXPECT_TRUE(llvm::is_sorted(Names.vocabulary()));
  EXPECT_TRUE(llvm::is_contained(Names.vocabulary(), "bv_page"));
  EXPECT_TRUE(llvm::is_contained(Names.vocabulary(), "map_page"));
  EXPECT_FALSE(llvm::is_contained(Names.vocabulary(), "page")) << "every file mentions that";
  EXPECT_TRUE(Names.isHint("sg_mapping_iter"));
  EXPECT_FALSE(Names.isHint("bv_page"));
  EXPECT_TRUE(Names.isField("page"));
}

TEST(CensusNames, RefusesANameWithTwoParts) {
  EXPECT_EQ(problemOf(R"({"carriers": [{"name": "a", "yields": "f"}], "uses": {}})"), "");
  EXPECT_NE(problemOf(R"({"carriers": [{"name": "a", "yields": "f"},
                                       {"name": "b", "does": {"gone": "f"}}], "uses": {}})")
                .find("has f twice"),
            std::string::npos);
  EXPECT_NE(problemOf(R"({"carriers": [], "uses": {"flags": "g", "address": ["h", "g"]}})")
                .find("has g twice"),
            std::string::npos);
  EXPECT_NE(problemOf(R"({"carriers": [], "uses": {"colour": "g"}})").find("colour"),
            std::string::npos);
}

TEST(CensusNames, IsNothingForAnotherCatalog) {
  llvm::Expected<CatalogFile> File = CatalogFile::read(
      R"({"schema": "kphys-catalog/2", "census": {"carriers": [], "uses": {}}})", "it");
  ASSERT_TRUE(static_cast<bool>(File));
  EXPECT_EQ(llvm::toString(File->checkIsAddition()),
            "it: census: only the embedded catalog has that");
}

} // namespace
