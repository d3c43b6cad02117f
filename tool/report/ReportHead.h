// What every report says of itself first: the program, the tree and its builds.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_REPORTHEAD_H
#define KPHYS_TOOL_REPORT_REPORTHEAD_H

#include "nlohmann/json.hpp"
#include "tool/program/Project.h"

namespace kphys {

/// A report of \p Schema on \p Of, with the members `schema`, `tool` and `tree` only.
nlohmann::ordered_json reportHead(const char *Schema, const Project &Of);

/// \p Report as it is written.
std::string reportText(const nlohmann::ordered_json &Report);

} // namespace kphys

#endif
