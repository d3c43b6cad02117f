// Places of relays that no parse tells of: can the relay change in spite of them?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_RELAYSITES_H
#define KPHYS_TOOL_DECIDE_RELAYSITES_H

#include "checks/catalog/Catalog.h"
#include "tool/decide/Site.h"
#include "tool/program/PathFilter.h"

namespace kphys {

/// The struct that the initializer around \p Offset of \p Text, a C file, is of; empty where that
/// is not plain.
std::string initializedRecord(llvm::StringRef Text, unsigned Offset);

/// Drops the sites that \p Asked does not contain; a relay with such a one is refused. A member
/// that no build has seen is that of all relays that are called so, but where it stands in the
/// initializer of another struct: to find out, files of the tree below \p Root are read.
void settleRelays(SiteTable &Sites, const Catalog &Names, const PathFilter &Asked,
                  const std::string &Root);

} // namespace kphys

#endif
