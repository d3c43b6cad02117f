// Page and offset that were given to locals first: the address that both are made of takes their
// place, and a local that has no other use goes.
//
//   page = virt_to_page(p);
//   offset = offset_in_page(p);                 →   dma_map_phys(dev, virt_to_phys(p), …)
//   dma_map_page(dev, page, offset, …)
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ADDRESS_LOCALIDIOMS_H
#define KPHYS_REWRITERS_ADDRESS_LOCALIDIOMS_H

#include "checks/TextEdit.h"
#include "checks/extract/SiteCollector.h"
#include "rewriters/address/PhysicalIdioms.h"

namespace kphys {

/// What is done to one call.
struct LocalIdiom {
  std::string Address;              ///< instead of page and offset
  std::vector<std::string> Include; ///< as PhysicalIdiom's
  std::vector<TextEdit> Removed;    ///< assignments and declarations of locals that go
  std::string Group;                ///< of the calls that share such a local; empty: none does
};

/// Of the calls of one unit, in functions without an #if.
class LocalIdioms {
public:
  /// \p Calls, which must outlive it, can all be rewritten as far as is known. Locals go only in
  /// the unit's main file, and no local is left that is given a value and never read.
  LocalIdioms(const std::vector<const CallSite *> &Calls, const ShorterSpelling &Shorter);

  /// That of \p Site, one of the calls; nullptr if there is none.
  const LocalIdiom *of(const CallSite &Site) const;

private:
  std::map<const CallSite *, LocalIdiom> Found;
};

} // namespace kphys

#endif
