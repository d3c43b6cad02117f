// Where the lines of a call break once it was edited: by the rules by which the kernel's
// maintainers lay out calls, as far as clang-format cannot say them.
//
//  - As long as every line is short enough, it keeps its arguments; all that stand at or behind
//    the parenthesis move with it.
//  - What is packed anew begins with the line at fault, or with the first, where that makes
//    fewer lines of a call that was packed tightly. One argument a line stays so.
//  - An argument is never broken, but for a sum or a set of flags that is too wide for a line: its
//    second half stands under the first, and nothing beside it.
//  - A last argument of one word is not left alone, in a list of one argument a line either.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_LAYOUT_CALLLINES_H
#define KPHYS_REWRITERS_LAYOUT_CALLLINES_H

#include "checks/bodies/CallText.h"
#include <optional>
#include <string>

namespace kphys {

/// A call, or a list of parameters, and the text that it is in.
struct CallInText {
  llvm::StringRef Text;
  CallText Call;

  /// The lines that it begins and ends on, and those between, without the last line break.
  TextRange lines() const;
};

/// How many columns a line may have.
struct LineLimit {
  size_t Preferred = 0; ///< 0: any number
  size_t Most = 0;      ///< where the old call had more than that, if it saves a line
};

/// The lines of \p New, which is \p Old with edits in it, within \p Limit. A line that has no more
/// than it had before may have more. Nothing if there is no such layout.
std::optional<std::string> layOutCall(const CallInText &Old, const CallInText &New,
                                      const LineLimit &Limit);

} // namespace kphys

#endif
