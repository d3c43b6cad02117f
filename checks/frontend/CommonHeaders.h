// Which headers are worth precompiling for the units of a part of the tree?
//
// Data (pch-headers.json, embedded). A header that a tree lacks is left out.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_COMMONHEADERS_H
#define KPHYS_CHECKS_FRONTEND_COMMONHEADERS_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace kphys {

/// Headers that many units read, as an #include names them.
struct CommonHeaders {
  std::vector<std::string> Below; ///< the directories of those units, relative to the tree
  std::vector<std::string> Headers;

  bool isFor(llvm::StringRef Source) const;
};

/// By part of the tree: the first set counts that a source is below.
const std::vector<CommonHeaders> &commonHeaders();

} // namespace kphys

#endif
