// Which units mention what an analysis is about?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_DEALINGUNITS_H
#define KPHYS_TOOL_PROGRAM_DEALINGUNITS_H

#include "checks/extract/UnitParts.h"
#include "checks/sources/TextCache.h"
#include "tool/program/Project.h"

namespace kphys {

/// True for each unit of \p Of, in order, whose source has a word of \p Options, or cannot be read.
/// Reads the sources, on several threads, but for those that an earlier run has read: \p Question
/// tells these answers from others in \p Cache.
std::vector<char> dealingUnits(const Project &Of, const PartOptions &Options,
                               const std::string &Question, TextCache &Cache, unsigned Threads);

/// Why a unit that \p Deals, as dealingUnits() says, or not, is not looked at where \p Paths are
/// asked about; empty if it is.
std::string leftOut(const PathFilter &Paths, const Unit &Each, bool Deals);

} // namespace kphys

#endif
