// Page and offset of a call that are locals: which address were they made of?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ADDRESS_LOCALVALUES_H
#define KPHYS_REWRITERS_ADDRESS_LOCALVALUES_H

#include "checks/bodies/Definitions.h"
#include "rewriters/address/PhysicalIdioms.h"

namespace kphys {

/// A local that is an argument of a call, and what it was given last.
struct GivenLocal {
  const clang::VarDecl *Variable;
  const Definition *From;
};

/// A call that can be given an address instead of locals.
struct LocalCandidate {
  const CallSite *Site;
  std::string Address;
  std::vector<std::string> Include; ///< as PhysicalIdiom's
  std::vector<GivenLocal> Locals;
  std::vector<TextRange> Uses; ///< the two arguments
};

/// What \p Site can be given instead of its arguments \p Page and \p Offset, by \p Shorter, where
/// one of them at least is a local, and the address has the same value at the call; nothing if
/// there is no such thing.
std::optional<LocalCandidate> findLocalCandidate(const CallSite &Site,
                                                 const ShorterSpelling &Shorter, unsigned Page,
                                                 unsigned Offset);

} // namespace kphys

#endif
