// What became of the rows of an older report in a newer one.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_HTMLCHANGES_H
#define KPHYS_TOOL_REPORT_HTMLCHANGES_H

#include "nlohmann/json.hpp"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <vector>

namespace kphys {

/// Members that make rows of two reports the same one, the most exact first.
using RowKeys = std::vector<const char *>;

/// For each of \p Old the one of \p New that it is, if there is one. Lines do not count, since they
/// move: of rows that \p Ways do not tell apart the first is the first, and so on. What one way
/// has not found the next one looks for.
std::vector<std::optional<size_t>> matchRows(const nlohmann::json &Old, const nlohmann::json &New,
                                             llvm::ArrayRef<RowKeys> Ways);

} // namespace kphys

#endif
