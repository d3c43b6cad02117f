// Gathers where the program declares and uses physical addresses.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_TYPECOLLECTION_H
#define KPHYS_TOOL_COLLECT_TYPECOLLECTION_H

#include "checks/types/AddressUses.h"
#include "tool/collect/SiteCollection.h"

namespace kphys {

/// Whose uses are wanted.
struct WantedTypes {
  std::set<std::string> Names; ///< of functions, fields and variables: who mentions one may use it
  std::set<std::string> Files; ///< of the tree, that are looked at whatever they mention
};

struct TypeCollection {
  AddressUses Uses;              ///< each once, in an order of its own
  std::vector<UnitRecord> Units; ///< of the whole project
  ParsedUnits Parsed;
  SeenTexts Texts;
};

/// Asks the units of \p In that deal in addresses and may use what is \p Wanted, and for each
/// header that does one unit of each build.
TypeCollection collectTypes(Session &In, const WantedTypes &Wanted);

} // namespace kphys

#endif
