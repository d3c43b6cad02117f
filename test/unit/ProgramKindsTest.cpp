// What a value is over several builds, whatever their order.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/ProgramKinds.h"
#include <gtest/gtest.h>
#include <numeric>

using namespace kphys;

namespace {

Witness witness(Kind Of, unsigned Line) { return {Of, {{"a.c", Line, 1, "text"}}}; }

Verdict only(Kind Of, unsigned Line, bool IsByUse = false) {
  return {kindName(Of), {witness(Of, Line)}, IsByUse};
}

std::string kindOf(std::vector<Verdict> Said) {
  std::string Result = joined(Said).Kind;
  std::vector<size_t> Order(Said.size());
  std::iota(Order.begin(), Order.end(), 0);
  while (std::next_permutation(Order.begin(), Order.end())) {
    std::vector<Verdict> Other;
    for (size_t I : Order)
      Other.push_back(Said[I]);
    EXPECT_EQ(joined(Other).Kind, Result);
  }
  return Result;
}

TEST(ProgramKinds, JoinWhateverTheOrder) {
  const Verdict Ram = only(Kind::Kphys, 1), Device = only(Kind::Raw, 2), Bus = only(Kind::Bus, 3),
                Unknown = {"unknown", {}},
                Both = either(witness(Kind::Kphys, 4), witness(Kind::Raw, 5)),
                ByContract = either(witness(Kind::Kphys, 6), witness(Kind::Raw, 6));
  EXPECT_EQ(kindOf({Ram, Device}), "either");
  EXPECT_EQ(kindOf({Ram, Device, Device}), "either");
  EXPECT_EQ(kindOf({Both, Device}), "either");
  EXPECT_EQ(kindOf({Both, Device, Bus, Unknown}), "either");
  EXPECT_EQ(kindOf({Ram, ByContract}), "either");
  // As within one program: nobody says that it is RAM.
  EXPECT_EQ(kindOf({ByContract, Device}), "raw");
  EXPECT_EQ(kindOf({Device, Bus}), "raw");
  EXPECT_EQ(kindOf({ByContract, Bus}), "either");
  EXPECT_EQ(kindOf({Unknown, Unknown}), "unknown");
  EXPECT_EQ(kindOf({Unknown, Bus}), "bus");
}

TEST(ProgramKinds, CountWhatIsHeldBeforeWhatItIsUsedFor) {
  EXPECT_EQ(kindOf({only(Kind::Kphys, 1), only(Kind::Raw, 2, /*IsByUse=*/true)}), "kphys");
  EXPECT_EQ(kindOf({only(Kind::Kphys, 1, true), only(Kind::Raw, 2, true)}), "either");
}

TEST(ProgramKinds, ShowAWitnessOfEachSide) {
  Verdict Is = joined({only(Kind::Raw, 2), only(Kind::Kphys, 1)});
  ASSERT_EQ(Is.Because.size(), 2u);
  EXPECT_EQ(Is.Because[0], witness(Kind::Kphys, 1));
  EXPECT_EQ(Is.Because[1], witness(Kind::Raw, 2));
}

} // namespace
