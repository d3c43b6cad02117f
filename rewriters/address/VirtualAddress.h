// Of which physical address is this the kernel address, as it is written?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ADDRESS_VIRTUALADDRESS_H
#define KPHYS_REWRITERS_ADDRESS_VIRTUALADDRESS_H

#include "checks/extract/SiteCollector.h"

namespace kphys {

/// How to write the physical address in the place of a kernel address: Before, the text of Kept,
/// and After take the place of Replaced, and what follows that is added stays.
struct MadeOfPhysical {
  std::string Before;
  TextRange Kept;
  std::string After;
  TextRange Replaced;
};

/// The same for argument \p Index of \p Site, by the first of \p Idioms that it is, or that it is
/// with a number of bytes added; nothing without one.
std::optional<MadeOfPhysical> madeOfPhysical(const std::vector<VirtualIdiom> &Idioms,
                                             const CallSite &Site, unsigned Index);

} // namespace kphys

#endif
