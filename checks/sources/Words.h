// What is a word, an identifier or a keyword, in the text of a C file?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_WORDS_H
#define KPHYS_CHECKS_SOURCES_WORDS_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cstring>

namespace kphys {

/// By a table: a scan of the whole tree asks this of most of its bytes.
class WordCharacters {
public:
  constexpr WordCharacters() {
    for (int C = 'a'; C <= 'z'; ++C)
      Is[C] = Is[C - 'a' + 'A'] = true;
    for (int C = '0'; C <= '9'; ++C)
      Is[C] = true;
    Is[static_cast<int>('_')] = true;
  }
  constexpr bool operator[](char C) const { return Is[static_cast<unsigned char>(C)]; }

private:
  bool Is[256] = {};
};

constexpr WordCharacters TableOfWords;

constexpr bool isWordPart(char C) { return TableOfWords[C]; }
constexpr bool isWordStart(char C) { return isWordPart(C) && (C < '0' || C > '9'); }

/// True for a token that is a word: neither a number nor punctuation.
inline bool isWord(llvm::StringRef Token) { return !Token.empty() && isWordStart(Token.front()); }

/// The word, or number, that \p Text begins with; empty if there is none.
inline llvm::StringRef leadingWord(llvm::StringRef Text) { return Text.take_while(isWordPart); }

/// The one that it ends with.
inline llvm::StringRef trailingWord(llvm::StringRef Text) {
  size_t Start = Text.size();
  while (Start > 0 && isWordPart(Text[Start - 1]))
    --Start;
  return Text.substr(Start);
}

/// Where \p Word next stands in \p Text, from byte \p From on, not as a part of a longer one; npos
/// if it does not.
inline size_t findWord(llvm::StringRef Text, llvm::StringRef Word, size_t From = 0) {
  auto Next = [&](size_t At) { // whole trees are searched: many times as quick as StringRef::find()
    if (At > Text.size())
      return llvm::StringRef::npos;
    const void *Found = memmem(Text.data() + At, Text.size() - At, Word.data(), Word.size());
    return Found ? static_cast<const char *>(Found) - Text.data() : llvm::StringRef::npos;
  };
  size_t At = Next(From);
  for (; At != llvm::StringRef::npos; At = Next(At + 1)) {
    size_t End = At + Word.size();
    if ((At == 0 || !isWordPart(Text[At - 1])) && (End == Text.size() || !isWordPart(Text[End])))
      break;
  }
  return At;
}

/// A word where it stands in a text.
struct WordUse {
  llvm::StringRef Word;
  bool IsMember; ///< behind `.` or `->`
  bool IsCall;   ///< before `(`
};

/// True if \p Test says so of a word of \p Text; they are taken in order.
template <typename Function> bool anyWordUse(llvm::StringRef Text, const Function &Test) {
  for (size_t At = 0; At < Text.size();) {
    if (!isWordPart(Text[At])) {
      ++At;
      continue;
    }
    llvm::StringRef Word = leadingWord(Text.substr(At));
    llvm::StringRef Before = Text.take_front(At).rtrim();
    if (Test(WordUse{Word, Before.ends_with(".") || Before.ends_with("->"),
                     Text.substr(At + Word.size()).ltrim().starts_with("(")}))
      return true;
    At += Word.size();
  }
  return false;
}

} // namespace kphys

#endif
