// Does a function use the address of a mapping that it has ended?
//
// That is wrong with any mapping, and goes unnoticed as long as the page has an address anyway.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_USEAFTERUNMAP_H
#define KPHYS_REWRITERS_KMAP_USEAFTERUNMAP_H

#include "checks/bodies/FunctionBody.h"
#include "rewriters/kmap/Mappings.h"
#include "clang/Analysis/CFG.h"

namespace kphys {

struct StaleUse {
  const clang::Stmt *Where = nullptr;
  bool IsOnAllWays = false; ///< whichever path leads there
  bool Unmaps = false;      ///< it is unmapped once more
};

/// By group of the mapping: the first place that does something with the address in a local
/// variable, or one made from it, after it was unmapped. To compare it, to count its distance from
/// another one, or to give the variable another value is no use.
std::map<unsigned, StaleUse> usesAfterUnmap(const Mappings &Found, const FunctionBody &Body,
                                            const clang::CFG &Graph);

} // namespace kphys

#endif
