// What does the name of a variable mean at a place?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_VISIBLENAME_H
#define KPHYS_REWRITERS_KMAP_VISIBLENAME_H

#include "checks/bodies/FunctionBody.h"

namespace kphys {

/// True if \p Variable is what its name stands for where \p Part of \p Body is written: it is
/// declared there, and no other of that name hides it.
bool isVisibleAt(const clang::VarDecl &Variable, const clang::Stmt &Part, const FunctionBody &Body);

} // namespace kphys

#endif
