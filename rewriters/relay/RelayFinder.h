// Looks in a unit for what only hands a page and its offset on, and is not known to.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_RELAY_RELAYFINDER_H
#define KPHYS_REWRITERS_RELAY_RELAYFINDER_H

#include "rewriters/Rule.h"
#include "rewriters/relay/RelayUses.h"

namespace kphys {

/// A unit, with all that is asked of it for relays.
struct RelayUnit {
  UnitSites &Sites;
  const UnitSite &Unit;
  const RuleContext &Context;
  const PageContract &Contract; ///< with what the tree offers
  const RelayUses &Uses;
  Proposals &Into;
};

/// Proposes relays: one that can be changed as far as its own unit tells, with those that it hands
/// on to or is stored in.
void findRelays(const RelayUnit &In);

} // namespace kphys

#endif
