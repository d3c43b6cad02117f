// The index of the whole program, for the kinds in a report of scan and fix.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_WHOLEPROGRAM_H
#define KPHYS_TOOL_COMMANDS_WHOLEPROGRAM_H

#include "tool/analysis/Analysis.h"

namespace kphys {

/// Begins to bring the index of \p Of's build directory up to date, beside what this process does
/// next, where few units changed: what the analysis parses and what the index does are then parsed
/// at the same time. More than a few would only get in each other's way.
void startIndexing(const Project &Of);

/// Brings the index of \p Of's build directory up to date, whatever paths were asked about, and
/// lets a unit that only it had to parse, and could not, count as failed.
llvm::Error finishIndexing(Analysis &Of);

} // namespace kphys

#endif
