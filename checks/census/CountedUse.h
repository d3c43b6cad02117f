// One row of a census of `struct page *`, and what a unit says for it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CENSUS_COUNTEDUSE_H
#define KPHYS_CHECKS_CENSUS_COUNTEDUSE_H

#include "checks/catalog/CensusNames.h"
#include "checks/sources/JsonText.h"

namespace kphys {

/// What a page of some carrier is used for at one place.
struct CountedUse {
  std::string File; ///< relative to the tree
  unsigned Offset = 0, Line = 0, Column = 0;
  std::string Function; ///< that it is in, or the macro
  unsigned Carrier = 0; ///< its number, see CensusNames
  PageUse Use = PageUse::Unknown;
  /// The function, member or variable that makes it this use; of a carrier that takes pages for one
  /// use only, where the page comes from.
  std::string Through;
};
KPHYS_JSON_MEMBERS(CountedUse, File, Offset, Line, Column, Function, Carrier, Use, Through)

/// What one unit says.
struct UnitCensus {
  std::vector<CountedUse> Uses;
  /// Where Clang has read a name of the census, by file: offsets.
  std::map<std::string, std::set<unsigned>> Mentions;
};
KPHYS_JSON_MEMBERS(UnitCensus, Uses, Mentions)

} // namespace kphys

#endif
