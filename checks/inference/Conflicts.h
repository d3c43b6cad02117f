// Where does an address that may be no RAM reach an operation that needs RAM?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_INFERENCE_CONFLICTS_H
#define KPHYS_CHECKS_INFERENCE_CONFLICTS_H

#include "checks/inference/Solver.h"

namespace kphys {

/// One finding. docs/conflicts.md describes the codes and the levels.
struct Conflict {
  std::string Code;     ///< bus-address, device-address or unchecked-address
  std::string Severity; ///< error, warning or note
  unsigned Level = 0;   ///< the least --level at which it is shown
  std::string File;     ///< where the operation is, relative to the tree
  unsigned Line = 0;
  std::string Function;
  std::string Text;
  std::vector<WitnessStep> Path; ///< from where the address comes from to the operation
};

/// The conflicts of a solved graph up to \p Level, by place and text.
std::vector<Conflict> findConflicts(const FlowGraph &Graph, const Solver &Solved,
                                    const KindCatalog &Kinds, unsigned Level);

} // namespace kphys

#endif
