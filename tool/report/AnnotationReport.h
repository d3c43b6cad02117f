// The report's `annotation`.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_ANNOTATIONREPORT_H
#define KPHYS_TOOL_REPORT_ANNOTATIONREPORT_H

#include "nlohmann/json.hpp"
#include "tool/decide/Annotation.h"

namespace kphys {

nlohmann::ordered_json annotationReport(const Annotation &Of);

} // namespace kphys

#endif
