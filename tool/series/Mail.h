// A mail with a patch, as `git format-patch` writes it and `git am` and `git send-email` read it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_MAIL_H
#define KPHYS_TOOL_SERIES_MAIL_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace kphys {

struct Mail {
  std::string From; ///< NAME <ADDRESS>
  std::string
      Date; ///< as RFC 5322 has it; empty: none, so that it counts as sent when it is applied
  std::string TreeWord;
  unsigned Number = 1, Of = 1; ///< in the series; 0 is the cover letter
  std::string Subject;
  std::vector<std::string> To, Cc;
  std::string Body; ///< all that is to be in the history, or the cover letter
  std::string Rest; ///< behind the line `---`: diffstat and diff

  std::string text() const;
  /// `0003-ice-use-dma_map_phys.patch`.
  std::string fileName() const;
};

/// True if \p Text is ADDRESS or NAME <ADDRESS>, of characters that belong there.
bool isMailAddress(llvm::StringRef Text);

/// \p Number with zeros before it, \p Digits long or longer.
std::string zeroPadded(size_t Number, size_t Digits);

/// \p Text with its lines broken before column \p Width, where there is a blank; \p Indent stands
/// before all lines but the first.
std::string wrapped(llvm::StringRef Text, llvm::StringRef Indent = "", unsigned Width = 72);

} // namespace kphys

#endif
