// Which options of a compile command reach Clang?
//
// A compile database comes from anywhere, and Clang's driver has more than a thousand options: some
// write files, load code or run programs. So a table names those that say how a text is read, or
// what machine it is read for; nothing else is given to Clang.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_PARSEOPTIONS_H
#define KPHYS_CHECKS_FRONTEND_PARSEOPTIONS_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace llvm::opt {
class Arg;
}

namespace kphys {

/// What becomes of one option.
struct OptionUse {
  enum class Kind {
    Given,      ///< as it is
    Replaced,   ///< by Instead: `-Wp,-DX` by `-DX`
    Irrelevant, ///< dropped: known to say nothing of how the text is read (outputs, optimization)
    Dropped,    ///< not in the table: what it says is not heeded, which -v tells
    Refused,    ///< what it says is understood, and that cannot be parsed: Why
  };
  Kind Is = Kind::Dropped;
  std::vector<std::string> Instead;
  std::string Why;
};

/// What becomes of \p Arg, of a command that compiles C.
OptionUse useInParse(const llvm::opt::Arg &Arg);

/// Gives every option to Clang that it knows. Only for tests of what else holds then.
void giveAllOptions();

} // namespace kphys

#endif
