// What is missing to know the kind of an unknown value?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_INFERENCE_BLOCKERS_H
#define KPHYS_CHECKS_INFERENCE_BLOCKERS_H

#include "checks/inference/FlowGraph.h"
#include <string>

namespace kphys {

/// The nearest place that the value in \p Slot comes from, itself or another, of which nothing is
/// known and into which nothing flows: an entry of the catalog for it would settle the value.
unsigned blockerOf(const FlowGraph &Graph, unsigned Slot);

/// In words, why nothing is known of the slot \p Blocker.
std::string describeBlocker(const FlowGraph &Graph, unsigned Blocker);

} // namespace kphys

#endif
