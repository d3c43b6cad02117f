// The text of a function and of the file around it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_FUNCTIONTEXT_H
#define KPHYS_REWRITERS_KMAP_FUNCTIONTEXT_H

#include "checks/extract/SiteCollector.h"
#include "rewriters/text/SourceText.h"

namespace kphys {

struct FunctionText : SourceText {
  explicit FunctionText(const FunctionSite &Site)
      : SourceText(Site.Context, Site.Context.getSourceManager().getFileID(
                                     Site.Context.getSourceManager().getExpansionLoc(
                                         Site.Function.getBeginLoc()))),
        Body{offsetOf(Site.Function.getBeginLoc()), offsetOf(Site.Function.getEndLoc())} {}

  const TextRange Body; ///< all of the function
};

} // namespace kphys

#endif
