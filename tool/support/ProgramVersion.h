// Which kphys is this? What it remembers is void for another one.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SUPPORT_PROGRAMVERSION_H
#define KPHYS_TOOL_SUPPORT_PROGRAMVERSION_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/xxhash.h"

namespace kphys {

/// The version, and a hash of the running program: the code that parses, and the catalogs in it.
inline std::string programVersion() {
  static const std::string Version = [] {
    auto Program = llvm::MemoryBuffer::getFile("/proc/self/exe");
    return KPHYS_VERSION " " +
           (Program ? llvm::utohexstr(llvm::xxh3_64bits((*Program)->getBuffer())) : std::string());
  }();
  return Version;
}

} // namespace kphys

#endif
