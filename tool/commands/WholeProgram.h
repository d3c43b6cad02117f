// The index of the whole program, for the kinds in a report of scan and fix.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_WHOLEPROGRAM_H
#define KPHYS_TOOL_COMMANDS_WHOLEPROGRAM_H

#include "tool/collect/Values.h"
#include "tool/decide/Analysis.h"

namespace kphys {

/// Solves the index of the build directory, which \p Of has brought up to date, whatever paths were
/// asked about; else that is done now. A unit that only the index asked about, and that could not
/// be parsed, counts as failed. Null where no index can be written, which is said; a damaged one is
/// made anew.
llvm::Expected<std::unique_ptr<SolvedIndex>> solveWholeProgram(Session &In, Analysis &Of);

} // namespace kphys

#endif
