// What is to be done about the sites of a report that are not rewritten, by what it takes?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_NEXTSTEPS_H
#define KPHYS_TOOL_REPORT_NEXTSTEPS_H

#include "nlohmann/json.hpp"
#include <string>
#include <vector>

namespace kphys {

struct NextStep {
  size_t Sites = 0; ///< that it may lift
  std::string Text; ///< why they are as they are, and a command or a file
};

/// The steps for the sites of \p Report, which readReport() read; those that lift most first. Each
/// site that something can be done about is in one of them: none means that nothing is to be done.
std::vector<NextStep> nextSteps(const nlohmann::json &Report);

} // namespace kphys

#endif
