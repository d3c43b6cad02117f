// What a run of `fix --in-place` is about to do, written down in the tree before it does it.
//
// Whoever finds a journal later must be able to believe it, for it says which files are to be
// replaced: it is a regular file with one name, this user's and nobody else's to read or write; it
// knows which file it is, so that a copy of the tree has none; its names are relative to the tree
// and lead nowhere else; and it has the hashes of the old and the new text of each file, so that a
// text that somebody wrote since is noticed. What is no such file is neither followed nor removed.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_JOURNAL_H
#define KPHYS_REWRITERS_APPLY_JOURNAL_H

#include "rewriters/apply/FileHandle.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace kphys {

class Journal {
public:
  static constexpr llvm::StringLiteral FileName = ".kphys-in-place";

  enum class Stage {
    Making,    ///< new texts are written beside the files, which are as they were
    Renaming,  ///< all are there; the two change their names with each other, one by one
    Restoring, ///< it could not be finished: the old ones take their names back
    Removing,  ///< all files have the new text; the old ones beside them go
  };

  /// What one is opened for: others may look at the same time.
  enum class Use { Look, Continue };

  struct Entry {
    std::string Name; ///< relative to the tree
    uint64_t Before = 0, After = 0;
  };

  /// Begins one in the tree \p TreeRoot, opened as \p Root. It is locked until it is destroyed; an
  /// error where there is one already.
  static llvm::Expected<Journal> create(const std::string &TreeRoot, int Root,
                                        std::vector<Entry> Files);

  /// Opens and locks what an earlier run left; nothing where there is none. An error where that
  /// run has not ended, and where the file is not to be believed.
  static llvm::Expected<std::optional<Journal>> open(const std::string &TreeRoot, int Root,
                                                     Use For);

  Stage stage() const { return Now; }
  const std::vector<Entry> &files() const { return Files; }

  /// True in a copy of the tree in which it was written.
  bool isCopy() const { return IsCopy; }

  /// The name, beside file \p I, of the text that is to take its place, and then of the old one.
  std::string temporary(size_t I) const { return ".kphys-" + Id + "-" + std::to_string(I); }

  /// Goes on to the next stage: this is on the disk when it returns.
  llvm::Error advance(Stage To);

  /// Ends it.
  llvm::Error remove();

private:
  Journal(std::string TreeRoot, int Root) : Path(TreeRoot + "/" + FileName.str()), Root(Root) {}
  llvm::Error lock(Use For);
  llvm::Error append(const std::string &Line);
  llvm::Error read();
  bool parse(llvm::StringRef Text);
  llvm::Error isUnbelievable(const llvm::Twine &Why) const;

  std::string Path; ///< for messages
  int Root;
  FileHandle File;
  std::string Id;
  std::vector<Entry> Files;
  Stage Now = Stage::Making;
  bool IsCopy = false;
};

} // namespace kphys

#endif
