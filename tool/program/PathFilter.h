// The PATH arguments: which part of the tree the user asked about.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_PATHFILTER_H
#define KPHYS_TOOL_PROGRAM_PATHFILTER_H

#include "checks/sources/TreeNames.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kphys {

class PathFilter {
public:
  /// Each of \p Paths is relative to the current directory or to the top of \p Tree. One that is
  /// neither is an error, as is one outside the tree unless it \p TakesOutside.
  static llvm::Expected<PathFilter>
  create(const TreeNames &Tree, const std::vector<std::string> &Paths, bool TakesOutside);

  /// Leaves out what is below \p Paths, relative to the tree.
  void exclude(std::vector<std::string> Paths) { Excluded = std::move(Paths); }

  /// True if \p File, relative to the tree or absolute, was asked about. No paths: everything was.
  bool contains(llvm::StringRef File) const;

private:
  std::vector<std::string> Chosen;   ///< relative to the tree, or absolute
  std::vector<std::string> Excluded; ///< relative to the tree
};

} // namespace kphys

#endif
