// How do the lines of a file end? Edits are made with '\n'; what they add to a file reads as its
// own lines do.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_LINEENDS_H
#define KPHYS_CHECKS_SOURCES_LINEENDS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace kphys {

/// The line break that \p Text begins with, or an empty string.
inline llvm::StringRef lineBreak(llvm::StringRef Text) {
  if (Text.starts_with("\n"))
    return Text.take_front(1);
  return Text.starts_with("\r\n") ? Text.take_front(2) : llvm::StringRef();
}

/// How a line ends that is added at \p Offset of \p Text: as the one around, or before where that
/// begins there.
inline llvm::StringRef lineEndAt(llvm::StringRef Text, size_t Offset) {
  size_t End = Offset > 0 && Text[Offset - 1] == '\n' ? Offset - 1 : Text.find('\n', Offset);
  if (End == llvm::StringRef::npos) // the last line, without a break
    End = Text.rfind('\n');
  bool IsPair = End != llvm::StringRef::npos && End > 0 && Text[End - 1] == '\r';
  return IsPair ? "\r\n" : "\n";
}

/// \p Lines, to be put in the place of \p Offset of \p Text, with the ends of lines there. Those
/// that were copied from a file keep theirs.
inline std::string withLineEnds(llvm::StringRef Lines, llvm::StringRef Text, size_t Offset) {
  if (!Lines.contains('\n') || lineEndAt(Text, Offset) == "\n")
    return Lines.str();
  std::string Result;
  for (size_t I = 0; I < Lines.size(); ++I) {
    if (Lines[I] == '\n' && (I == 0 || Lines[I - 1] != '\r'))
      Result += '\r';
    Result += Lines[I];
  }
  return Result;
}

} // namespace kphys

#endif
