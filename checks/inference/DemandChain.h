// Through which calls must a value be RAM with a kernel mapping?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_INFERENCE_DEMANDCHAIN_H
#define KPHYS_CHECKS_INFERENCE_DEMANDCHAIN_H

#include "checks/inference/Solver.h"

namespace kphys {

/// One place of the chain.
struct DemandLink {
  unsigned Depth = 0; ///< calls from the function that was asked about
  PlaceNote Step;     ///< what is handed over there
  unsigned Slot = 0;
};

/// The callers that hand \p Function what it demands to be kernel-mapped RAM, theirs after each of
/// them, and so on up to where the value is not a parameter. A parameter that was shown is not
/// gone into again.
std::vector<DemandLink> demandChain(const Solver &Solved, const FlowGraph &Graph,
                                    llvm::StringRef Function);

} // namespace kphys

#endif
