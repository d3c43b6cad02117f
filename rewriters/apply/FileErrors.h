// What a system call on a file has to complain of, as errors of this program.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_FILEERRORS_H
#define KPHYS_REWRITERS_APPLY_FILEERRORS_H

#include "checks/sources/Escapes.h"
#include "llvm/Support/Error.h"
#include <cerrno>
#include <string>
#include <system_error>

namespace kphys {

/// Why the last system call failed.
inline std::error_code lastError() { return {errno, std::generic_category()}; }

/// `WHAT PATH: why`, WHAT being "cannot write" or the like.
inline llvm::Error fileError(const char *What, const std::string &Path, std::error_code Why) {
  return llvm::createStringError(What + (" " + printableName(Path)) + ": " + Why.message());
}

} // namespace kphys

#endif
