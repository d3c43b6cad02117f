// Which bytes of which files change, and what the files read like afterwards.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_EDITEDFILES_H
#define KPHYS_REWRITERS_APPLY_EDITEDFILES_H

#include "checks/TextEdit.h"
#include "checks/sources/TextHashes.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <string>
#include <vector>

namespace kphys {

/// Edits by file, relative to the tree; sorted, without overlaps.
using EditsByFile = std::map<std::string, std::vector<TextEdit>>;

/// True if two edits change the same byte or insert at the same place, or one inserts inside the
/// other.
bool overlap(const TextEdit &A, const TextEdit &B);

/// Sorts \p Edits; an #include that several add at one place is one.
void sortEdits(std::vector<TextEdit> &Edits);

/// \p Text with \p Edits (sorted, without overlaps) applied.
std::string applyEdits(llvm::StringRef Text, const std::vector<TextEdit> &Edits);

/// One file before and after.
struct EditedFile {
  enum class Fate { Changed, Made, Removed };
  std::string Path;   ///< relative to the tree
  std::string Before; ///< empty for one that is made
  std::vector<TextEdit> Edits;
  Fate Is = Fate::Changed;
  std::string after() const { return applyEdits(Before, Edits); }
};

/// Reads the files of \p Edits below \p TreeRoot, in path order. An unreadable file is an error,
/// and so is one whose text is not the one that the edits are for, which \p Seen has. One that is
/// not there, and that nobody has seen, is made by edits that insert its text.
llvm::Expected<std::vector<EditedFile>>
readEditedFiles(const std::string &TreeRoot, const EditsByFile &Edits, const SeenTexts &Seen);

} // namespace kphys

#endif
