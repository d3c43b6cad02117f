// Where do the lines of a text begin?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_LINES_H
#define KPHYS_CHECKS_SOURCES_LINES_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace kphys {

/// The lines of a text, which must outlive it. They are counted from 1, as compilers do.
class Lines {
public:
  explicit Lines(llvm::StringRef Text = "") : Text(Text), Starts{0} {
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

  /// Line \p Number without its `\n`; empty if there is none.
  llvm::StringRef line(unsigned Number) const {
    return Text.substr(start(Number)).take_until([](char C) { return C == '\n'; });
  }

private:
  llvm::StringRef Text;
  std::vector<size_t> Starts;
};

/// Line \p Number of \p Text, for who wants to know no other.
inline llvm::StringRef lineOf(llvm::StringRef Text, unsigned Number) {
  return Lines(Text).line(Number);
}

} // namespace kphys

#endif
