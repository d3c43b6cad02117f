// Clang's table of options, which has moved between versions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_CLANGOPTIONS_H
#define KPHYS_CHECKS_FRONTEND_CLANGOPTIONS_H

#include "llvm/Config/llvm-config.h"
#if LLVM_VERSION_MAJOR >= 22
#include "clang/Options/Options.h"
#else
#include "clang/Driver/Options.h"
#endif
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"

namespace kphys {

#if LLVM_VERSION_MAJOR >= 22
namespace options = clang::options;
inline const llvm::opt::OptTable &optionTable() { return clang::getDriverOptTable(); }
#else
namespace options = clang::driver::options;
inline const llvm::opt::OptTable &optionTable() { return clang::driver::getDriverOptTable(); }
#endif

} // namespace kphys

#endif
