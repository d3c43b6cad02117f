// A directory for files that only this run needs.
//
// It lies in TMPDIR and holds a locked file as long as its process lives: the kernel gives the lock
// up whatever ends the process. So a later run knows which directories nobody uses any more, and
// removes them.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SUPPORT_SCRATCHDIRECTORY_H
#define KPHYS_TOOL_SUPPORT_SCRATCHDIRECTORY_H

#include "rewriters/apply/FileHandle.h"
#include "tool/support/Signals.h"
#include <memory>

namespace kphys {

class ScratchDirectory {
public:
  /// Makes one, only this user's; nothing where that is impossible. It goes away with the object,
  /// with the files in it.
  static std::unique_ptr<ScratchDirectory> create();

  const std::string &path() const { return Place.path(); }

private:
  explicit ScratchDirectory(std::string Path) : Place(std::move(Path)) {}

  RemovedAtEnd Place;
  FileHandle Lock; ///< goes first
};

/// Removes those of this user that runs left which are no more.
void removeAbandonedDirectories();

} // namespace kphys

#endif
