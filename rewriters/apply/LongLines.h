// Breaks lines that an edit made too long, as the tree's .clang-format says.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_LONGLINES_H
#define KPHYS_REWRITERS_APPLY_LONGLINES_H

#include "rewriters/apply/EditedFiles.h"
#include <optional>

namespace clang::format {
struct FormatStyle;
}

namespace kphys {

/// The style of one file, and what to do about its lines.
class LineWrapper {
public:
  /// For the file \p File below \p TreeRoot, whose Edits are all that is done to it. Without a
  /// .clang-format in a directory of the tree above it nothing is wrapped.
  LineWrapper(const EditedFile &File, const std::string &TreeRoot);

  /// \p Own, some of the file's edits, as one edit that also breaks the lines which they make too
  /// long. Nothing if there is no such line, or if it cannot be done with white space in the
  /// statements of these edits alone.
  std::optional<TextEdit> wrap(const std::vector<TextEdit> &Own) const;

  /// \p Own in parts between which there is a line without a change.
  std::vector<std::vector<TextEdit>> statements(const std::vector<TextEdit> &Own) const;

private:
  struct Range {
    size_t Begin, End;
  };

  Range newRange(const TextEdit &Edit) const;
  bool makesLongLine(const std::vector<TextEdit> &Own) const;
  size_t longestLine(llvm::StringRef Text, Range Part) const;

  const EditedFile &File;
  const std::string After;
  const clang::format::FormatStyle *Style = nullptr; ///< none: nothing is wrapped
};

} // namespace kphys

#endif
