// Whom a patch goes to: what the tree's scripts/get_maintainer.pl says.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_MAINTAINERS_H
#define KPHYS_TOOL_SERIES_MAINTAINERS_H

#include "llvm/ADT/ArrayRef.h"
#include <map>
#include <string>
#include <vector>

namespace kphys {

struct Recipients {
  std::vector<std::string> To; ///< who maintains the file, or its lists where nobody does
  std::vector<std::string> Cc; ///< reviewers and lists
  std::string Tree;            ///< where its changes go, as MAINTAINERS has it: `mkp/scsi`
};

/// By file, of \p Files of the tree at \p TreeRoot. \p Problem says why there is none, where the
/// script cannot be run.
std::map<std::string, Recipients> recipientsOf(const std::vector<std::string> &Files,
                                               const std::string &TreeRoot, unsigned Threads,
                                               std::string &Problem);

/// Those of \p All that are not in \p Into, too; nobody gets two copies.
void add(Recipients &Into, const Recipients &All);

} // namespace kphys

#endif
