// Which program is a unit linked into?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_LINKUNIT_H
#define KPHYS_CHECKS_FRONTEND_LINKUNIT_H

#include "checks/frontend/CompileCommand.h"
#include <string>

namespace kphys {

/// `vmlinux`, or the module without its suffix as Kbuild names it (`drivers/net/foo`), or, for what
/// is linked into neither (boot code, the vDSO, purgatory, host tools), the directory of \p Source.
std::string linkUnitOf(const CompileCommand &Command, llvm::StringRef Source);

} // namespace kphys

#endif
