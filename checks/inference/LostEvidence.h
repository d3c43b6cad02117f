// Why does a value not have a kind that somebody expects of it?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_INFERENCE_LOSTEVIDENCE_H
#define KPHYS_CHECKS_INFERENCE_LOSTEVIDENCE_H

#include "checks/inference/Solver.h"

namespace kphys {

/// Where evidence of a kind stopped on its way to a value.
struct LostEvidence {
  std::string Why;              ///< in words; of a value that nothing of the kind flows to, too
  std::vector<PlaceNote> Steps; ///< from the step that lost it back to where the kind comes from
};

/// The nearest place that holds \p Of and flows to \p Slot, which does not hold it.
LostEvidence lostEvidence(const Solver &Solved, const FlowGraph &Graph, const KindCatalog &Kinds,
                          Kind Of, unsigned Slot);

} // namespace kphys

#endif
