// Indexes of parts of a database, made on several machines, put together.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_STORE_MERGING_H
#define KPHYS_TOOL_STORE_MERGING_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kphys {

/// Writes the parts of all \p Inputs to a new index \p Output, as if all their units had been
/// indexed together, and returns the number of units. The indexes must be of one version of kphys.
llvm::Expected<size_t> mergeIndexes(const std::vector<std::string> &Inputs,
                                    const std::string &Output);

} // namespace kphys

#endif
