// Which program is a unit linked into?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_LINKUNIT_H
#define KPHYS_CHECKS_FRONTEND_LINKUNIT_H

#include "checks/frontend/CompileCommand.h"
#include <string>
#include <vector>

namespace kphys {

/// The module that \p Command compiles for, as Kbuild names it in KBUILD_MODNAME: the file's name,
/// `-` and `,` made `_`, which is unique in a kernel; several with `:` between for an object that
/// several modules have. The directory of \p Source where the command does not tell, and empty for
/// what is built in. Looks at the bytes: a database has too many commands to split them all.
std::string moduleOf(const CompileCommand &Command, llvm::StringRef Source);

/// The modules that a name by moduleOf() stands for.
std::vector<std::string> modulesIn(llvm::StringRef Name);

/// `vmlinux`, or moduleOf(), or, for what is linked into neither (boot code, the vDSO,
/// purgatory, host tools), the directory of \p Source.
std::string linkUnitOf(const CompileCommand &Command, llvm::StringRef Source);

} // namespace kphys

#endif
