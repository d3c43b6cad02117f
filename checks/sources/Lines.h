// The lines of a text: where they begin, how wide they are. They are counted from 1, as compilers
// do.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_LINES_H
#define KPHYS_CHECKS_SOURCES_LINES_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace kphys {

/// Where the line with byte \p Offset of \p Text begins.
inline size_t lineStart(llvm::StringRef Text, size_t Offset) {
  return Text.take_front(Offset).rfind('\n') + 1;
}

/// Where the line after that one begins; the end of the text if there is none.
inline size_t nextLine(llvm::StringRef Text, size_t Offset) {
  size_t End = Text.find('\n', Offset);
  return End == llvm::StringRef::npos ? Text.size() : End + 1;
}

inline unsigned lineNumber(llvm::StringRef Text, size_t Offset) {
  return Text.take_front(Offset).count('\n') + 1;
}

/// The blanks that \p Line begins with.
inline llvm::StringRef indentation(llvm::StringRef Line) {
  return Line.take_while([](char C) { return C == ' ' || C == '\t'; });
}

/// The columns that \p Line takes on a screen, tabs being \p TabWidth wide; the kernel's are eight.
inline size_t widthOf(llvm::StringRef Line, size_t TabWidth = 8) {
  size_t Result = 0;
  for (char C : Line)
    Result += C == '\t' ? TabWidth - Result % TabWidth : 1;
  return Result;
}

/// The lines of \p Text, each with its line feed; the last may have none.
inline std::vector<llvm::StringRef> splitLines(llvm::StringRef Text) {
  std::vector<llvm::StringRef> Result;
  while (!Text.empty()) {
    Result.push_back(Text.take_front(nextLine(Text, 0)));
    Text = Text.drop_front(Result.back().size());
  }
  return Result;
}

/// Finds many lines of one text, which must outlive it.
class LineTable {
public:
  explicit LineTable(llvm::StringRef Text = "") : Text(Text), Starts{0} {
    for (size_t I = 0; I < Text.size(); ++I)
      if (Text[I] == '\n')
        Starts.push_back(I + 1);
  }

  /// The last one may be empty.
  unsigned count() const { return Starts.size(); }

  /// The number of the line with byte \p Offset.
  unsigned numberAt(size_t Offset) const {
    return llvm::upper_bound(Starts, Offset) - Starts.begin();
  }

  /// Where line \p Number begins; the end of the text if there is none.
  size_t start(unsigned Number) const {
    return Number >= 1 && Number <= Starts.size() ? Starts[Number - 1] : Text.size();
  }

  /// Line \p Number without its line feed; empty if there is none.
  llvm::StringRef line(unsigned Number) const {
    return Text.substr(start(Number)).take_until([](char C) { return C == '\n'; });
  }

private:
  llvm::StringRef Text;
  std::vector<size_t> Starts;
};

} // namespace kphys

#endif
