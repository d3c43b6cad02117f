// Finds functions, and members that point to functions, that only hand a page and its offset on,
// and gives those that are known the address instead.
//
// One relay is found at a time: what hands on to it, is stored in it or is called by it shows once
// the program is looked at with it. Its calls are changed as those of any other name are.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_RELAY_RELAYRULE_H
#define KPHYS_REWRITERS_RELAY_RELAYRULE_H

#include "rewriters/Rule.h"

namespace kphys {

class RelayRule : public Rule {
public:
  void propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const override;
};

} // namespace kphys

#endif
