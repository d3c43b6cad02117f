// The files that parses read, under names that hold on another machine, and their contents.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_PROJECTFILES_H
#define KPHYS_TOOL_PROGRAM_PROJECTFILES_H

#include "checks/frontend/ParseUnit.h"
#include "checks/sources/TextCache.h"
#include "tool/program/Project.h"
#include <unordered_map>

namespace kphys {

class ProjectFiles {
public:
  /// All must outlive it; \p Overlay stands in for what is on disk, and \p Cache knows what was
  /// read of that before.
  ProjectFiles(const Project &Of, const FileOverlay &Overlay, TextCache &Cache)
      : Of(Of), Overlay(Overlay), Cache(Cache) {}

  /// Relative to the tree, or `$BUILD/…` for what lies in the directory of \p Build, or absolute.
  std::string name(llvm::StringRef Path, size_t Build) const;
  std::string path(llvm::StringRef Name, size_t Build) const;

  /// A hash of the command of \p Unit that is the same on another machine.
  std::string commandHash(size_t Unit) const;

  /// A hash of the contents of the file at \p Path; one of its own for one that is not there.
  int64_t hash(const std::string &Path);

  /// Reads those at \p Paths that hash() was not asked for so far, on several threads.
  void hashAhead(const std::vector<std::string> &Paths, unsigned Threads);

  /// True if hash() was asked for the file.
  bool knows(const std::string &Path) const { return Hashes.count(Path) != 0; }

private:
  const Project &Of;
  const FileOverlay &Overlay;
  TextCache &Cache;
  std::unordered_map<std::string, int64_t> Hashes; ///< by path
};

} // namespace kphys

#endif
