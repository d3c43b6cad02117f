// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/SimilarText.h"

#include <algorithm>

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr size_t MaxChanges = 32;
constexpr size_t MaxSkipped = 8; ///< words that one text may have more than the other in one place

/// Where the word at \p At of \p Text ends.
size_t wordEnd(StringRef Text, size_t At) { return std::min(Text.find(' ', At), Text.size()); }

/// Where the words at \p At of \p Text begin, the first few, and the end of the last.
std::vector<size_t> wordsAt(StringRef Text, size_t At) {
  std::vector<size_t> Result = {At};
  while (Result.size() <= MaxSkipped + 1 && Result.back() < Text.size())
    Result.push_back(std::min(wordEnd(Text, Result.back()) + 1, Text.size()));
  return Result;
}

} // namespace

SimilarText::SimilarText(StringRef Text, const SimilarText &Like) : Base(Like.Base) {
  if (Base && change(Text))
    return;
  Changes.clear();
  Own.clear();
  Base = Text.empty() ? nullptr : std::make_shared<const std::string>(Text);
}

bool SimilarText::change(StringRef Text) {
  const StringRef Old = *Base;
  size_t At = 0, OldAt = 0;
  while (true) {
    size_t Left = std::min(Text.size() - At, Old.size() - OldAt);
    const char *From = Text.data() + At;
    size_t Same = std::mismatch(From, From + Left, Old.data() + OldAt).first - From;
    At += Same;
    OldAt += Same;
    if (At == Text.size() && OldAt == Old.size())
      return Own.size() < Text.size() / 4;
    if (Changes.size() == MaxChanges)
      return false;
    // The nearest words behind that are the same; all that is left if there are none.
    std::vector<size_t> Words = wordsAt(Text, At), OldWords = wordsAt(Old, OldAt);
    size_t End = Text.size(), OldEnd = Old.size();
    for (size_t Skipped = 1; Skipped <= 2 * MaxSkipped && End == Text.size(); ++Skipped)
      for (size_t I = 0; I <= Skipped; ++I) {
        size_t J = Skipped - I;
        if (I + 1 >= Words.size() || J + 1 >= OldWords.size())
          continue;
        StringRef Word = Text.slice(Words[I], Words[I + 1]);
        if (Word == Old.slice(OldWords[J], OldWords[J + 1])) {
          End = Words[I];
          OldEnd = OldWords[J];
          break;
        }
      }
    Changes.push_back({static_cast<uint32_t>(OldAt), static_cast<uint32_t>(OldEnd - OldAt),
                       static_cast<uint32_t>(End - At)});
    Own += Text.slice(At, End);
    At = End;
    OldAt = OldEnd;
  }
}

std::string SimilarText::str() const {
  std::string Result;
  if (!Base)
    return Result;
  size_t OldAt = 0, OwnAt = 0;
  for (const Change &Each : Changes) {
    Result.append(*Base, OldAt, Each.At - OldAt);
    Result.append(Own, OwnAt, Each.NewLength);
    OldAt = Each.At + Each.Length;
    OwnAt += Each.NewLength;
  }
  return Result.append(*Base, OldAt);
}
