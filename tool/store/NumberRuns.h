// Lists of numbers that follow each other, mostly, as JSON: [[first, last], …].
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_STORE_NUMBERRUNS_H
#define KPHYS_TOOL_STORE_NUMBERRUNS_H

#include "simdjson.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

std::string writeRuns(const std::set<int64_t> &Numbers);

/// Reads many such lists.
class RunReader {
public:
  /// What writeRuns() made of numbers from 1 to \p Most, in order, or nothing if \p Text is no such
  /// thing. There may be as many: \p Most is no number that a stranger chose.
  std::optional<std::vector<int64_t>> read(llvm::StringRef Text, int64_t Most);

private:
  simdjson::dom::parser Parser;
};

} // namespace kphys

#endif
