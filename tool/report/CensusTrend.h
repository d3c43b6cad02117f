// What fell since an earlier census, and what rose?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_CENSUSTREND_H
#define KPHYS_TOOL_REPORT_CENSUSTREND_H

#include "llvm/Support/Error.h"
#include <map>
#include <string>

namespace kphys {

/// Uses by carrier and use.
using CensusCounts = std::map<std::string, std::map<std::string, unsigned>>;

/// What an earlier census found.
struct EarlierCensus {
  std::string Version, Architecture, Configuration; ///< of its tree and builds
  CensusCounts Counts;
};

/// The census at \p Path, a document that `kphys census --report` wrote.
llvm::Expected<EarlierCensus> readCensus(const std::string &Path);

/// A table of what has changed from \p Then to \p Now.
std::string censusTrend(const EarlierCensus &Then, const CensusCounts &Now);

} // namespace kphys

#endif
