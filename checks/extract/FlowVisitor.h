// The walk over declarations that FlowCollector makes of each unit.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_FLOWVISITOR_H
#define KPHYS_CHECKS_EXTRACT_FLOWVISITOR_H

#include "checks/extract/FlowCollector.h"
#include "checks/extract/TreeFiles.h"

namespace kphys {

/// The flows in \p Declarations and everything below them.
AddressFacts flowsOf(const std::vector<clang::Decl *> &Declarations, const FlowOptions &Options,
                     TreeFiles &Files, clang::ASTContext &Context);

} // namespace kphys

#endif
