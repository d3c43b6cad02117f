// Writes edited files back to the tree.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_INPLACE_H
#define KPHYS_REWRITERS_APPLY_INPLACE_H

#include "rewriters/apply/EditedFiles.h"

namespace kphys {

/// Replaces the files by their edited texts, all or none: all are written beside the old ones
/// first, so that a full disk changes nothing; then the two change their names with each other, one
/// by one, so that a reader finds an old text or a new one, never a part. A journal in the tree
/// says what is to be done, before it is, so that what a crash interrupts can be finished or taken
/// back. A file without write permission, or one that changed since it was parsed, is an error.
/// Files that are made come before the others, and those that are removed behind them.
llvm::Error writeInPlace(const std::string &TreeRoot, const std::vector<EditedFile> &Files);

/// Finishes what an interrupted run began in this tree, and clears what it left. An error, and
/// nothing is done, where a file has neither its old nor its new text.
llvm::Error finishInPlace(const std::string &TreeRoot);

/// An error where an interrupted run may have left a part of the files edited, or is not over.
llvm::Error checkNotHalfEdited(const std::string &TreeRoot);

/// What became of the files of a run that was taken back.
struct TakenBack {
  bool IsAny = false;                   ///< there was such a run
  bool WasDone = false;                 ///< it had changed all files, and only left some litter
  std::vector<std::string> Restored;    ///< have their old text again
  std::vector<std::string> StillEdited; ///< their old text was no longer there
  std::vector<std::string> Others;      ///< have a text that is not from kphys, which stays
};

/// Takes back what an interrupted run did in this tree, or in the one that this is a copy of.
llvm::Expected<TakenBack> abortInPlace(const std::string &TreeRoot);

} // namespace kphys

#endif
