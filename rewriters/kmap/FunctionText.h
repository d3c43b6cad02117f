// Where the statements of a function stand in the file, for edits of whole lines.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_FUNCTIONTEXT_H
#define KPHYS_REWRITERS_KMAP_FUNCTIONTEXT_H

#include "checks/facts/SiteCollector.h"

namespace kphys {

class FunctionText {
public:
  explicit FunctionText(const FunctionSite &Site);

  llvm::StringRef Text; ///< of the function's file
  TextRange Body;       ///< all of the function

  unsigned offsetOf(clang::SourceLocation Where) const {
    return Sources.getFileOffset(Sources.getExpansionLoc(Where));
  }
  unsigned offsetOf(const clang::Stmt &Of) const { return offsetOf(Of.getBeginLoc()); }

  /// The offset of \p Where in the function's file, where that is where it is spelled.
  std::optional<unsigned> spelledAt(clang::SourceLocation Where) const;

  /// The lines, with the line breaks behind, from \p Begin to the semicolon that follows \p End, if
  /// nothing else is on them.
  std::optional<TextRange> wholeLines(unsigned Begin, unsigned End) const;

  /// Those of a statement.
  std::optional<TextRange> linesOf(const clang::Stmt &Of) const;

  /// The white space before \p Offset on its line; nothing if there is something else.
  std::optional<llvm::StringRef> indentationAt(unsigned Offset) const;

private:
  const clang::ASTContext &Context;
  const clang::SourceManager &Sources;
  clang::FileID File;
};

} // namespace kphys

#endif
