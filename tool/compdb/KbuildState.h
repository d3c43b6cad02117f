// Would make find anything to do?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_KBUILDSTATE_H
#define KPHYS_TOOL_COMPDB_KBUILDSTATE_H

#include "tool/compdb/Kbuild.h"
#include <optional>

namespace kphys {

/// A file of the build directory for the state in which a run leaves everything; no part of it.
constexpr const char *KbuildStateFile = ".kphys/state";

/// A hash of the names and times of all files of the tree; nothing where they cannot be listed.
std::optional<std::string> treeState(const KbuildOptions &Of);

/// A hash of all that make looks at or makes, with the tree in the state \p Tree: as long as it is
/// the same, another run would end as the last.
std::optional<std::string> kbuildState(const KbuildOptions &Of,
                                       const std::optional<std::string> &Tree);

} // namespace kphys

#endif
