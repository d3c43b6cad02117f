// The tree as it is with some of the patches applied, in memory.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_PATCHSTACK_H
#define KPHYS_TOOL_SERIES_PATCHSTACK_H

#include "rewriters/apply/EditedFiles.h"

namespace kphys {

/// Takes edits of the files as they are on disk, some after others, and says what each lot changes
/// of the files as the earlier ones have left them.
class PatchStack {
public:
  /// The files of the tree at \p TreeRoot, whose texts \p Seen has.
  PatchStack(const std::string &TreeRoot, const SeenTexts &Seen) : Root(TreeRoot), Seen(Seen) {}

  /// Applies \p Edits; those that an earlier lot had, an #include say, are made once.
  llvm::Expected<std::vector<EditedFile>> apply(const EditsByFile &Edits);

  /// The files that have changed so far.
  const std::map<std::string, EditedFile> &files() const { return Files; }

private:
  const std::string &Root;
  const SeenTexts &Seen;
  std::map<std::string, EditedFile> Files; ///< as on disk, with all edits so far
};

} // namespace kphys

#endif
