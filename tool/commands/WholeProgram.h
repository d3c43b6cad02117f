// The index of the whole program, for the kinds in a report of scan and fix.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_WHOLEPROGRAM_H
#define KPHYS_TOOL_COMMANDS_WHOLEPROGRAM_H

#include "tool/collect/ProgramKinds.h"
#include "tool/decide/Analysis.h"

namespace kphys {

/// Solves the indexes of all builds, which \p Of has brought up to date, whatever paths were asked
/// about; else that is done now. A unit that only an index asked about, and that could not be
/// parsed, counts as failed. Nothing where no index can be written, which is said; a damaged one is
/// made anew. The kinds are also of \p Arguments.
llvm::Expected<std::optional<ProgramKinds>>
solveWholeProgram(Session &In, Analysis &Of, const std::set<ArgumentPlace> &Arguments);

/// Solves the indexes as they are; nothing if the only build has none. An error if one of several
/// has none: what it says is missing.
llvm::Expected<std::optional<ProgramKinds>>
solveExistingIndexes(const Session &In, const std::set<ArgumentPlace> &Arguments);

} // namespace kphys

#endif
