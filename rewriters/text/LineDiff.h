// Which line of a changed text was which before?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_TEXT_LINEDIFF_H
#define KPHYS_REWRITERS_TEXT_LINEDIFF_H

#include "llvm/ADT/StringRef.h"
#include <vector>

namespace kphys {

/// For each line of \p After the number, from 1, of the same line in \p Before; 0 for one that is
/// new. As few lines are new as can be, unless the two have little in common.
std::vector<unsigned> oldLines(llvm::StringRef Before, llvm::StringRef After);

} // namespace kphys

#endif
