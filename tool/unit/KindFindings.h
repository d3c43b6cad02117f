// Conflicts of kinds as findings of a unit.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_UNIT_KINDFINDINGS_H
#define KPHYS_TOOL_UNIT_KINDFINDINGS_H

#include "tool/collect/Values.h"
#include "tool/unit/FindingText.h"
#include "tool/unit/UnitTools.h"

namespace kphys {

/// The conflicts in the source and the driver's headers of the unit called \p Source, which says
/// \p Said: of this unit alone, or, where \p Tools name an index, of the whole program with this
/// unit in it as it is now. An index that cannot be read is an error.
llvm::Expected<std::vector<Finding>> kindFindingsOfUnit(const UnitTools &Tools,
                                                        const std::string &Source,
                                                        const SolvedIndex::Fresh &Said,
                                                        const TextOfFile &Read);

} // namespace kphys

#endif
