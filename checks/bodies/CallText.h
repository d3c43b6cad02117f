// How a call is written: where its name, parentheses and arguments stand in the file.
//
// Works on tokens, not on the AST: dma_map_page() is a macro, so the AST has no range for what the
// programmer wrote.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_CALLTEXT_H
#define KPHYS_CHECKS_BODIES_CALLTEXT_H

#include "llvm/ADT/StringRef.h"
#include <vector>

namespace kphys {

/// A half-open range of bytes of a file.
struct TextRange {
  unsigned Begin = 0;
  unsigned End = 0;
  llvm::StringRef in(llvm::StringRef Text) const { return Text.slice(Begin, End); }
};

/// The text of one call.
struct CallText {
  enum class Problem {
    None,
    NoCall,       ///< no parenthesis follows the name
    Unbalanced,   ///< the file ends before the call does
    Preprocessor, ///< a directive stands inside the call
  };
  Problem Wrong = Problem::None;
  TextRange Name;
  TextRange Whole;                  ///< from the name to the closing parenthesis
  std::vector<TextRange> Arguments; ///< first token to last token, white space left out
  std::vector<unsigned> Commas;     ///< offsets of the commas between arguments
};

/// Reads the call whose name is at byte \p Offset of \p Text. \p InMacro: it stands in a #define,
/// and ends with it at the latest.
CallText readCallText(llvm::StringRef Text, unsigned Offset, bool InMacro);

/// The tokens in \p Part of \p Text, comments left out.
std::vector<TextRange> tokensIn(llvm::StringRef Text, TextRange Part);
inline std::vector<TextRange> tokensIn(llvm::StringRef Text) {
  return tokensIn(Text, {0, static_cast<unsigned>(Text.size())});
}

/// The comments in \p Text.
std::vector<TextRange> commentsIn(llvm::StringRef Text);

/// True if \p Text, a part of a C file, has a comment in it.
bool hasComment(llvm::StringRef Text);

} // namespace kphys

#endif
