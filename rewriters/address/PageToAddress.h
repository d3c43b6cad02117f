// Two arguments of a call, a page and an offset in it, become one: the physical address that they
// make.
//
// This is the one place that knows how that is written: `page_to_phys(page) + offset`, without an
// offset of zero, by an idiom or a local variable where that is shorter, with the casts and
// parentheses that keep the value.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ADDRESS_PAGETOADDRESS_H
#define KPHYS_REWRITERS_ADDRESS_PAGETOADDRESS_H

#include "checks/extract/SiteCollector.h"
#include "rewriters/text/EditSet.h"
#include "clang/Basic/OperatorPrecedence.h"

namespace kphys {

struct PageToAddress {
  const CallSite &Site;
  const PageContract &Contract;
  const std::vector<PhysicalIdiom> &Idioms;
  unsigned Page, Offset;  ///< numbers of the arguments
  std::string Conversion; ///< the function that makes an address of a page
  std::string PageType;   ///< of its parameter, for a cast; empty: none is made
  std::string Address;    ///< the name of what holds the address already; empty: nothing does
  bool KeepsLines =
      false; ///< an offset that goes leaves the list laid out as removeListItem() does
  bool UsesLocals = true; ///< that hold the address already

  /// What came of it.
  struct Outcome {
    bool HasComment = false; ///< in what would have to go: it cannot be done
    std::string Intended;    ///< why the new text has the value of the old, if that is not plain
    std::vector<std::string> Include; ///< as PhysicalIdiom's
  };
  Outcome write(EditSet &Edits) const;
};

/// Puts argument \p Index of \p Site in parentheses where an operator in it binds less tightly than
/// \p Least.
void parenthesize(const CallSite &Site, unsigned Index, clang::prec::Level Least, EditSet &Edits);

} // namespace kphys

#endif
