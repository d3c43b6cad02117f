// Where does an address that may be no RAM reach an operation that needs RAM?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_INFERENCE_CONFLICTS_H
#define KPHYS_CHECKS_INFERENCE_CONFLICTS_H

#include "checks/inference/Solver.h"

namespace kphys {

/// The name of the check of conflicts of kinds.
constexpr const char *AddressKindCheck = "kphys-address-kind";
/// A value is not what the type of who gets it says.
constexpr const char *AnnotationCheck = "kphys-annotation";

/// The conflicts of a solved graph up to \p Level, by place and text; docs/conflicts.md describes
/// their codes and levels. The notes are the way from where the address comes from to the
/// operation. Flows know no columns.
std::vector<Finding> findConflicts(const FlowGraph &Graph, const Solver &Solved,
                                   const KindCatalog &Kinds, unsigned Level);

} // namespace kphys

#endif
