// Can the function around a call be given the address, where it only hands a page and an offset on?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_CALL_WRAPPERCHANGE_H
#define KPHYS_REWRITERS_CALL_WRAPPERCHANGE_H

#include "checks/TextEdit.h"
#include "checks/extract/SiteCollector.h"

namespace kphys {

/// What it takes to give a function the address that it makes of two parameters.
struct WrapperChange {
  std::string Blocker; ///< why it cannot be done; empty: it can
  std::string Address; ///< the name of the new parameter
  /// Of the signature, the comment above it and every caller; not of the call in the function.
  std::vector<TextEdit> Edits;
  /// Of the original: the same signature, with the address and `kphys_none` in the place of page
  /// and offset in the call, and for the callers a macro of the old name that makes the address.
  /// The code must be that of the result.
  std::vector<TextEdit> Adapter;
  bool IsTentative = false; ///< another parse, with all bodies of headers, may say otherwise
};

/// The change of the function around the call \p Site; nothing where the call's arguments \p Page
/// and \p Offset are not both parameters of it.
///
/// It can be done if the function always makes the call, or \p OnlyCalculates (see
/// onlyCalculatesAddress()), if it has no other use for the two, and if nobody can have its address
/// or call it from elsewhere: it is static, defined in the unit's main file, and every mention of
/// it there is a call that is spelled out.
std::optional<WrapperChange> changeWrapper(const Catalog &Names,
                                           const std::vector<PhysicalIdiom> &Idioms,
                                           const CallSite &Site, unsigned Page, unsigned Offset,
                                           bool OnlyCalculates);

} // namespace kphys

#endif
