// Architectures whose kernel Clang does not compile: what to parse them as.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_NEARESTTARGET_H
#define KPHYS_TOOL_COMPDB_NEARESTTARGET_H

#include "llvm/ADT/StringRef.h"

namespace kphys {

struct NearestTarget {
  const char *Architecture; ///< Kbuild's ARCH
  const char *Triple;       ///< for Kbuild's CLANG_TARGET_FLAGS
  /// Prefixes of flags that GCC has for it and Clang has not, separated by blanks.
  const char *Dropped;
  /// False where Clang has the architecture itself. True: Triple has the sizes of types and the
  /// order of bytes of it, and nothing more; no object can be made.
  bool IsStandIn;
  /// Text that every unit begins with: builtin functions of GCC, as far as their types go.
  const char *Prelude;
};

/// The entry of \p Architecture, or nullptr where Kbuild knows what to tell Clang.
const NearestTarget *nearestTarget(llvm::StringRef Architecture);

} // namespace kphys

#endif
