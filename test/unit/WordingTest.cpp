// How subjects of patches begin.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/Wording.h"
#include "tool/series/Mail.h"
#include "tool/series/SubjectHistory.h"
#include <gtest/gtest.h>

using namespace kphys;

TEST(Wording, TakesThePrefixOfTheClosestPattern) {
  const Wording &Known = Wording::embedded();
  EXPECT_EQ(Known.subjectPrefix("drivers/net/ethernet/intel/ice/ice_txrx.c"), "ice: ");
  EXPECT_EQ(Known.subjectPrefix("drivers/net/ethernet/marvell/mvneta.c"), "net: mvneta: ");
  EXPECT_EQ(Known.subjectPrefix("drivers/scsi/libfc/fc_fcp.c"), "scsi: libfc: ");
  EXPECT_EQ(Known.subjectPrefix("drivers/crypto/caam/caamalg.c"), "crypto: caam - ");
  EXPECT_EQ(Known.subjectPrefix("fs/ntfs3/inode.c"), "ntfs3: ");
  EXPECT_EQ(Known.subjectPrefix("include/rdma/ib_verbs.h"), "RDMA/core: ");
  EXPECT_EQ(Known.subjectPrefix("mm/memory.c"), "mm/memory: ");
}

TEST(Wording, SaysNoWordOfAPrefixTwice) {
  const Wording &Known = Wording::embedded();
  EXPECT_EQ(Known.subjectPrefix("drivers/spi/spi-ep93xx.c"), "spi: ep93xx: ");
  EXPECT_EQ(Known.subjectPrefix("drivers/dma/dmaengine.c"), "dmaengine: ");
  EXPECT_EQ(Known.subjectPrefix("drivers/net/ethernet/realtek/r8169_main.c"), "net: r8169: ");
}

TEST(Wording, KnowsWhichTreeWantsAWord) {
  const Wording &Known = Wording::embedded();
  EXPECT_EQ(Known.treeWord("drivers/net/tun.c"), "net-next");
  EXPECT_EQ(Known.treeWord("drivers/net/wireless/ath/ath11k/dp.c"), "wireless-next");
  EXPECT_EQ(Known.treeWord("drivers/scsi/ipr.c"), "");
}

TEST(SubjectHistory, TellsThePrefixFromTheRest) {
  EXPECT_EQ(prefixOfSubject("ice: use less memory"), "ice: ");
  EXPECT_EQ(prefixOfSubject("drm/i915/gvt: Fix: a thing"), "drm/i915/gvt: Fix: ");
  EXPECT_EQ(prefixOfSubject("crypto: caam - add a key"), "crypto: caam - ");
  EXPECT_EQ(prefixOfSubject("net: ethernet: ti: am65: do it"), "net: ethernet: ti: am65: ");
  EXPECT_EQ(prefixOfSubject("treewide: do it everywhere"), "");
  EXPECT_EQ(prefixOfSubject("Remove what nobody needs"), "");
}

TEST(Mail, BreaksLinesAtBlanks) {
  EXPECT_EQ(wrapped("one two  three", "  ", 9), "one two\n  three");
  EXPECT_EQ(wrapped("a-word-that-is-long b", "", 5), "a-word-that-is-long\nb");
  EXPECT_EQ(wrapped(""), "");
}

TEST(Mail, HasHeadersThatAreAscii) {
  Mail Of;
  Of.From = "J\xc3\xb6rg <j@x.example>";
  Of.Subject = "net: do it";
  Of.To = {"\"A, B\" <ab@x.example>", "list@x.example"};
  std::string Text = Of.text();
  EXPECT_NE(Text.find("From: =?UTF-8?B?SsO2cmc=?= <j@x.example>\n"), std::string::npos);
  EXPECT_NE(Text.find("To: \"A, B\" <ab@x.example>,\n\tlist@x.example\n"), std::string::npos);
  EXPECT_NE(Text.find("Subject: [PATCH] net: do it\n"), std::string::npos);
  EXPECT_EQ(Of.fileName(), "0001-net-do-it.patch");
}
