// What the page of an HTML report is given to show: tables as columns, texts as numbers into a
// list.
//
// It comes in parts, so that the page can show the first before it has read the others.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_HTMLDATA_H
#define KPHYS_TOOL_REPORT_HTMLDATA_H

#include "tool/report/HtmlReport.h"

namespace kphys {

struct HtmlPart {
  std::string Name;
  nlohmann::ordered_json Contents;
};

/// The parts, the one that is needed first in front.
std::vector<HtmlPart> htmlData(llvm::ArrayRef<NamedDocument> Documents, const TextOfFile &Read);

} // namespace kphys

#endif
