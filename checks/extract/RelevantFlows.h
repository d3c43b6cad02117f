// Which of a unit's flows can have to do with an address at all?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_RELEVANTFLOWS_H
#define KPHYS_CHECKS_EXTRACT_RELEVANTFLOWS_H

#include "checks/catalog/Kinds.h"
#include "checks/extract/AddressFacts.h"
#include "checks/extract/SlotKey.h"

namespace kphys {

/// \p Facts without the slots that are not connected, in either direction, with a slot of an
/// address type or a name of \p Kinds; most integers of a kernel are in no such company.
AddressFacts relevantFlows(AddressFacts Facts, const KindCatalog &Kinds);

/// The catalog entry that speaks of the slot with \p Key, or nullptr.
const KnownName *knownNameOf(const KindCatalog &Kinds, const SlotKey &Key);

} // namespace kphys

#endif
