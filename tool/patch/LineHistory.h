// Where were the lines of a changed tree before?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_LINEHISTORY_H
#define KPHYS_TOOL_PATCH_LINEHISTORY_H

#include "tool/patch/UnifiedPatch.h"
#include <set>

namespace kphys {

class LineHistory {
public:
  explicit LineHistory(const std::vector<ChangedFile> &Changed);

  /// The file and line of old that line \p Line of \p File is; line 0 for an added one.
  std::pair<std::string, unsigned> before(const std::string &File, unsigned Line) const;

  /// True if line \p Line of \p OldFile is in no file any more.
  bool isGone(const std::string &OldFile, unsigned Line) const;

private:
  struct Known {
    std::string OldName;
    std::vector<unsigned> Lines;
  };
  std::map<std::string, Known> Files;             ///< by new name
  std::map<std::string, std::set<unsigned>> Kept; ///< lines that stay, by old name
};

} // namespace kphys

#endif
