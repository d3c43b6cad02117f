// Reads patches as `git diff`, `git format-patch` and mails have them, and applies them in memory.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_UNIFIEDPATCH_H
#define KPHYS_TOOL_PATCH_UNIFIEDPATCH_H

#include "llvm/Support/Error.h"
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kphys {

/// One @@ part. Lines have their line feed, unless the patch says that the file ends without.
struct PatchHunk {
  unsigned OldStart = 0, NewStart = 0;
  std::vector<std::string> Old, New; ///< the lines before and after, context included
  unsigned Line = 0;                 ///< of the patch
};

/// What happens to one file. A name is relative to the tree; empty where there is no such file.
struct FilePatch {
  std::string OldName, NewName;
  std::vector<PatchHunk> Hunks;
};

/// The changes in \p Text, in order; what else a mail says is passed over. A text without any, one
/// whose hunks are cut short, and a mail whose body is encoded (base64, quoted-printable) are
/// errors.
llvm::Expected<std::vector<FilePatch>> readPatch(llvm::StringRef Text);

/// A file that patches change. A text is missing where there is no such file.
struct ChangedFile {
  std::string OldName, NewName;
  std::optional<std::string> Before, After;

  /// The line of Before that each line of After was; 0 for an added one. Lines count from 1.
  std::vector<unsigned> lineMap() const;
};

struct PatchedFiles {
  std::vector<ChangedFile> Files; ///< by NewName, or OldName for a deleted one
  bool IsApplied = false;         ///< it is After that is on disk
};

/// Reads a file of the tree, or nothing if there is none.
using FileReader = std::function<std::optional<std::string>(const std::string &Name)>;

/// What \p Patches, one after another, make of the files that \p Read reads. Hunks may have moved,
/// but every line of their context must be there. If they do not apply, but are all there
/// already, the files are taken for the result. An error names the hunk that fits neither way.
llvm::Expected<PatchedFiles> applyPatches(const std::vector<FilePatch> &Patches,
                                          const FileReader &Read);

} // namespace kphys

#endif
