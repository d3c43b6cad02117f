// The index of the whole program, for the kinds in a report of scan and fix.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_WHOLEPROGRAM_H
#define KPHYS_TOOL_COMMANDS_WHOLEPROGRAM_H

#include "tool/analysis/Analysis.h"
#include "tool/analysis/Values.h"

namespace kphys {

/// Begins to bring the index of \p Of's build directory up to date, beside what this process does
/// next, where few units changed: what the analysis parses and what the index does are then parsed
/// at the same time. More than a few would only get in each other's way.
void startIndexing(const Project &Of);

/// Brings the index of \p Of's build directory up to date, whatever paths were asked about, and
/// solves it. A unit that only it had to parse, and could not, counts as failed. Null where no
/// index can be written, which is said; a damaged one is made anew.
llvm::Expected<std::unique_ptr<SolvedIndex>> solveWholeProgram(Analysis &Of,
                                                               const KindCatalog &Known);

} // namespace kphys

#endif
