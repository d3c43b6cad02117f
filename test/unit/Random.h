// Random inputs, the same ones in every run.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TEST_UNIT_RANDOM_H
#define KPHYS_TEST_UNIT_RANDOM_H

#include "llvm/ADT/StringRef.h"
#include <random>
#include <string>

namespace kphys {

class Random {
public:
  explicit Random(unsigned Seed) : Engine(Seed) {}

  /// A number from 0 to \p Most.
  unsigned upTo(unsigned Most) { return Engine() % (Most + 1); }

  /// \p Size characters of \p Alphabet.
  std::string text(size_t Size, llvm::StringRef Alphabet) {
    std::string Result;
    while (Result.size() < Size)
      Result += Alphabet[upTo(Alphabet.size() - 1)];
    return Result;
  }

  std::mt19937 Engine; // the standard says which numbers it gives, unlike those of distributions
};

} // namespace kphys

#endif
