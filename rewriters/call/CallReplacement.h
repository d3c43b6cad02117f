// Rewrites one call into another as the catalog's replacement for it says.
//
// Contract: given a call site, returns edits of the file the call is spelled in that leave every
// argument's text, evaluation and type as they were, or a refusal code of docs/reasons.md. Knows
// nothing of other sites: what several expansions or a later parse say is decided elsewhere.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_CALL_CALLREPLACEMENT_H
#define KPHYS_REWRITERS_CALL_CALLREPLACEMENT_H

#include "rewriters/Rule.h"

namespace kphys {

/// For every call of an API that the catalog has a replacement for.
class CallRule : public Rule {
public:
  void propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const override;
};

} // namespace kphys

#endif
