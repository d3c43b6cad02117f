// Places of relays that no parse tells of: can the relay change in spite of them?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_RELAYSITES_H
#define KPHYS_TOOL_DECIDE_RELAYSITES_H

#include "tool/collect/RelayTexts.h"
#include "tool/decide/Site.h"
#include "tool/program/PathFilter.h"

namespace kphys {

/// Drops the sites that \p Asked does not contain; a relay with such a one is refused. A member
/// that no build has seen is that of all relays that are called so and that its file may use.
void settleRelays(SiteTable &Sites, const RelayReaders &Readers, const PathFilter &Asked);

} // namespace kphys

#endif
