// Converts the functions of an ops struct from page and offset to the physical address, with all
// that belongs to them.
//
// A family is what must change together: the callbacks of a struct, structs that share a function,
// the static helpers that get page and offset from them, and everybody who calls one of these. It
// is converted as a whole or refused as a whole; its sites are the struct's members.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_OPSREWRITER_H
#define KPHYS_REWRITERS_OPS_OPSREWRITER_H

#include "rewriters/Rule.h"

namespace kphys {

/// What the rule knows of the target tree.
struct OpsTarget {
  const Catalog &Names;
  const PageContract &Contract; ///< with what the tree offers
  const std::vector<PhysicalIdiom> &Idioms;
};

class CallbackRule : public Rule {
public:
  void propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const override;
};

} // namespace kphys

#endif
