// The flows of all units on disk: a SQLite database, also meant to be queried by hand
// (docs/index.md). SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_INDEX_FLOWINDEX_H
#define KPHYS_TOOL_INDEX_FLOWINDEX_H

#include "checks/facts/AddressFacts.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kphys {

/// What one unit contributes.
struct IndexedUnit {
  std::string Name;
  AddressFacts Facts;
};

/// Writes \p Units to a new index at \p Path; one that is there is replaced, and only by a whole
/// one.
llvm::Error writeFlowIndex(const std::string &Path, const std::vector<IndexedUnit> &Units);

/// Reads the flows of every unit of the index at \p Path. An error names the file.
llvm::Expected<AddressFacts> readFlowIndex(const std::string &Path);

} // namespace kphys

#endif
