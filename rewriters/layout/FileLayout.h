// Where the lines of a file break once it was edited.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_LAYOUT_FILELAYOUT_H
#define KPHYS_REWRITERS_LAYOUT_FILELAYOUT_H

#include "rewriters/apply/EditedFiles.h"
#include "rewriters/layout/CallLines.h"
#include <optional>

namespace clang::format {
struct FormatStyle;
}

namespace kphys {

/// The style of one file, and what to do about its lines.
class FileLayout {
public:
  /// For the file \p File below \p TreeRoot, whose Edits are all that is done to it. Without a
  /// .clang-format in a directory of the tree above it, lines may have any length.
  FileLayout(const EditedFile &File, const std::string &TreeRoot);

  /// \p Own, some of the file's edits, with the lines broken that they leave in disorder: where a
  /// statement has such lines, its edits are one. By layOutCall() where they are all in one call,
  /// else by clang-format, if that can be done with white space in their statement alone.
  std::vector<TextEdit> layOut(const std::vector<TextEdit> &Own) const;

private:
  struct Range {
    size_t Begin, End;
  };

  /// \p Own in parts that are in one statement.
  std::vector<std::vector<TextEdit>> statements(const std::vector<TextEdit> &Own) const;

  std::optional<TextEdit> layOutStatement(const std::vector<TextEdit> &Own) const;
  std::optional<TextEdit> layOutInCall(const std::vector<TextEdit> &Own, bool &HasLayout) const;
  std::optional<TextEdit> reformat(const std::vector<TextEdit> &Own) const;

  /// The same with style \p As; nothing, unless \p AllowsUgly, if a line is still too long or one
  /// more ends with a parenthesis.
  std::optional<TextEdit> reformat(const std::vector<TextEdit> &Own,
                                   const clang::format::FormatStyle &As, bool AllowsUgly) const;

  Range newRange(const TextEdit &Edit) const;
  Range newRange(const std::vector<TextEdit> &Own) const;
  LineLimit limit(const TextEdit &Near) const;
  bool makesLongLine(const std::vector<TextEdit> &Own) const;
  size_t longestLine(llvm::StringRef Text, Range Part) const;
  std::optional<TextEdit> ofOriginal(const std::vector<TextEdit> &Own, Range Part,
                                     std::string Text) const;

  const EditedFile &File;
  const std::string After;
  const clang::format::FormatStyle *Style = nullptr; ///< none: lines may have any length
};

} // namespace kphys

#endif
