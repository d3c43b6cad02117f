// The edits of one call, argument by argument, as its rule has it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_CALL_CALLEDITS_H
#define KPHYS_REWRITERS_CALL_CALLEDITS_H

#include "checks/catalog/Catalog.h"
#include "checks/extract/SiteCollector.h"
#include "rewriters/Change.h"

namespace kphys {

/// What becomes of a call.
struct EditedCall : Alternative {
  std::string Before; ///< as Change's
  Reason Refusal = Reason::None;
};

struct CallEdits {
  const Catalog &Names;
  std::vector<PhysicalIdiom> Idioms;     ///< to be used; none: the long form
  std::string Address = {};              ///< of page and offset, where that is known
  std::vector<std::string> Headers = {}; ///< for Address, as PhysicalIdiom's

  EditedCall of(const CallSite &Site) const;

  /// The same of a call that is given memory of the kernel: by its kernel address, see
  /// Replacement::OfVirtual. Nothing where page and offset are made of another one, or of more.
  std::optional<EditedCall> asVirtual(const CallSite &Site) const;
};

} // namespace kphys

#endif
