// How do addresses flow through this unit?
//
// One walk over the functions of the unit and over the inline functions of headers that mention
// addresses; flow-insensitive, one slot a variable. What can be no address is left out.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FACTS_FLOWCOLLECTOR_H
#define KPHYS_CHECKS_FACTS_FLOWCOLLECTOR_H

#include "checks/catalog/Kinds.h"
#include "checks/facts/AddressFacts.h"
#include "checks/sources/IdentifierScan.h"
#include "clang/Frontend/FrontendAction.h"
#include <memory>
#include <set>

namespace kphys {

struct FlowOptions {
  const KindCatalog &Kinds;
  const IdentifierScan &Vocabulary; ///< of Kinds
  std::string TreeRoot;
};

/// Creates the action for parseUnit(). It fills \p Facts.
std::unique_ptr<clang::FrontendAction> collectFlows(const FlowOptions &Options,
                                                    AddressFacts &Facts);

} // namespace kphys

#endif
