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
  bool HasContext = false;           ///< a line that stays
};

/// What happens to one file. A name is relative to the tree; empty where there is no such file.
struct FilePatch {
  std::string OldName, NewName;
  std::vector<PatchHunk> Hunks;
  bool IsCopy = false; ///< the old one stays
};

/// Line ends of a mail that has DOS line ends all over: its lines may be those of a file that has
/// none, or of one that has them.
enum class LineEnds { OfUnix, AsTheyAre };

/// The changes in \p Text, in order; what else a mail says is passed over. A text without any, one
/// whose hunks are cut short, a name that leads out of the tree, and a mail whose body is encoded
/// (base64, quoted-printable) are errors.
llvm::Expected<std::vector<FilePatch>> readPatch(llvm::StringRef Text,
                                                 LineEnds Ends = LineEnds::OfUnix);

/// A file that patches change. A text is missing where there is no such file.
struct ChangedFile {
  std::string OldName, NewName;
  std::optional<std::string> Before, After;
};

struct PatchedFiles {
  std::vector<ChangedFile> Files; ///< by NewName, or OldName for a deleted one
  bool IsApplied = false;         ///< it is After that is on disk
  std::vector<std::string> Gone;  ///< files on disk that the other side has not
};

/// Reads a file of the tree, or nothing if there is none.
using FileReader = std::function<std::optional<std::string>(const std::string &Name)>;

/// What \p Patches, one after another, make of the files that \p Read reads, or what they were made
/// of, if these are the result already. Hunks may have moved, but every line of their context must
/// be there; a hunk without context must be the only thing that looks so. An error names the hunk
/// that fits neither way, or says that it cannot be told which side is there.
///
/// A hunk that adds lines at the end of a file, and one without context, may fit both ways: text
/// that has the added lines has what was there before them, too. So a hunk counts for the side that
/// explains more lines of that place, the side of the added lines is tried first, and at the hunks'
/// own lines before any other. All hunks must be of one side.
llvm::Expected<PatchedFiles> applyPatches(const std::vector<FilePatch> &Patches,
                                          const FileReader &Read);

} // namespace kphys

#endif
