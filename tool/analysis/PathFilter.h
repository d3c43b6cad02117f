// The PATH arguments: which part of the tree the user asked about.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_PATHFILTER_H
#define KPHYS_TOOL_ANALYSIS_PATHFILTER_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kphys {

class PathFilter {
public:
  /// Each of \p Paths is relative to the current directory or to \p TreeRoot. One that is neither,
  /// or lies outside the tree, is an error.
  static llvm::Expected<PathFilter> create(const std::string &TreeRoot,
                                           const std::vector<std::string> &Paths);

  /// True if \p File, relative to the tree, was asked about. No paths: everything was.
  bool contains(llvm::StringRef File) const;

private:
  std::vector<std::string> Chosen; ///< relative to the tree
};

} // namespace kphys

#endif
