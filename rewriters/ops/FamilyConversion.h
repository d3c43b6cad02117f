// Makes the edits of one family of callbacks, or says why they cannot be made.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_FAMILYCONVERSION_H
#define KPHYS_REWRITERS_OPS_FAMILYCONVERSION_H

#include "rewriters/ops/OpsRewriter.h"
#include "rewriters/ops/OpsUnit.h"

namespace kphys {

using OpsFamily = std::vector<const CallbackStore *>;

struct ConvertedFamily {
  Reason Refusal = Reason::None;
  std::string Detail; ///< if it is not refused, where the page is still needed
  std::map<const CallbackStore *, std::vector<TextEdit>> Edits; ///< of the members themselves
  std::vector<TextEdit> Common;
  bool IsTentative = false; ///< another parse, with all bodies of headers, may say otherwise
};

ConvertedFamily convertFamily(const OpsTarget &Target, const UnitSite &Site,
                              const SourceText &Where, const OpsUnit &Unit,
                              const OpsFamily &Family);

/// Functions that hand their page and offset on to a helper that can be converted, and that helper,
/// by name.
std::vector<std::pair<std::string, std::string>> helperPairs(const OpsTarget &Target,
                                                             const UnitSite &Site,
                                                             const SourceText &Where,
                                                             const OpsUnit &Unit);

} // namespace kphys

#endif
