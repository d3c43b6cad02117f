// Texts as lists of lines.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_LINES_H
#define KPHYS_TOOL_PATCH_LINES_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace kphys {

/// The lines of \p Text, each with its line feed; the last may have none.
inline std::vector<std::string> splitLines(llvm::StringRef Text) {
  std::vector<std::string> Result;
  while (!Text.empty()) {
    size_t End = Text.find('\n');
    Result.push_back(Text.substr(0, End == llvm::StringRef::npos ? End : End + 1).str());
    Text = Text.drop_front(Result.back().size());
  }
  return Result;
}

} // namespace kphys

#endif
