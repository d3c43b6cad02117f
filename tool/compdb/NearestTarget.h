// The architectures of the kernel, and what to parse those as that Clang does not compile.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_NEARESTTARGET_H
#define KPHYS_TOOL_COMPDB_NEARESTTARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace kphys {

struct NearestTarget {
  const char *Architecture; ///< Kbuild's ARCH
  const char *Triple;       ///< for Kbuild's CLANG_TARGET_FLAGS
  /// Prefixes of flags that GCC has for it and Clang has not, separated by blanks.
  const char *Dropped;
  bool MakesObjects; ///< false where Clang can only parse for it
  /// False where Clang has the architecture itself. True: Triple has the sizes of types and the
  /// order of bytes of it, and nothing more. What is found out so is approximate.
  bool IsStandIn;
  /// Text that every unit begins with: builtin functions of GCC, as far as their types go.
  const char *Prelude;
};

/// The entry of \p Architecture, or nullptr where Kbuild knows what to tell Clang.
const NearestTarget *nearestTarget(llvm::StringRef Architecture);

struct KernelArchitecture {
  const char *Name;        ///< Kbuild's ARCH, or that of half of one
  const char *Directory;   ///< below arch/
  const char *Forced = ""; ///< the symbol of Kconfig that makes it that half of Directory
};

/// The row of \p Name, or nullptr.
const KernelArchitecture *kernelArchitecture(llvm::StringRef Name);

/// All that a database can be made for.
llvm::ArrayRef<KernelArchitecture> kernelArchitectures();

} // namespace kphys

#endif
