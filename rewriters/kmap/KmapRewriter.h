// Turns the kmap_atomic() and kmap() of a unit into thread-local mappings.
//
// Contract: all calls of a mapping change together or not at all (Change::Group). A call is
// refused where the function, with helpers of its unit, does not own the mapping from end to end
// (Change::Carrier says what the whole program must not mind), where something in
// between relies on what kmap_atomic() switches off and that cannot be spelled out, or where
// unmapping would not be last in, first out.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_KMAPREWRITER_H
#define KPHYS_REWRITERS_KMAP_KMAPREWRITER_H

#include "rewriters/Rule.h"

namespace kphys {

class MappingRule : public Rule {
public:
  void propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const override;
};

} // namespace kphys

#endif
