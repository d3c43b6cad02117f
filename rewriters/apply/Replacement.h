// The steps in which the files of a journal are replaced, by a new run or one that takes it up.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_REPLACEMENT_H
#define KPHYS_REWRITERS_APPLY_REPLACEMENT_H

#include "rewriters/apply/InPlace.h"
#include "rewriters/apply/Journal.h"

namespace kphys {

/// `FILE: it changed while kphys ran`.
llvm::Error changedMeanwhile(const std::string &Path);

class Replacement {
public:
  /// Of the files of \p Log in the tree \p TreeRoot, opened as \p Root. All of them must live
  /// longer.
  Replacement(const std::string &TreeRoot, int Root, Journal &Log)
      : TreeRoot(TreeRoot), Root(Root), Log(Log) {}

  /// Writes the new texts, in the order of the journal, beside the old ones.
  llvm::Error make(const std::vector<std::string> &Texts);

  /// Fails where a file has neither text, or what is left of renameAll() cannot be done; says
  /// which.
  llvm::Error checkAll() const;

  /// Lets the two texts of every file that has its old one change their names with each other.
  llvm::Error renameAll();

  /// Gives every file its old text back, where it has the new one and the old one is still there,
  /// and ends with clear().
  llvm::Expected<TakenBack> takeBack();

  /// Removes what is beside the files, and the journal.
  llvm::Error clear();

private:
  /// What of a file is there: its own text and the one beside it, by their hashes.
  struct Found {
    std::optional<uint64_t> Own, Beside;
  };
  static bool isSomebodys(const Found &Is, const Journal::Entry &File);

  llvm::Expected<Found> look(size_t I) const;
  llvm::Error rename(size_t I);
  llvm::Error restore(size_t I);
  llvm::Error sync() const;
  std::string full(size_t I) const { return TreeRoot + "/" + Log.files()[I].Name; }
  std::string beside(size_t I) const;

  const std::string &TreeRoot;
  const int Root;
  Journal &Log;
};

} // namespace kphys

#endif
