// The files that parses read, under names that hold on another machine, and their contents.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_PROJECTFILES_H
#define KPHYS_TOOL_PROGRAM_PROJECTFILES_H

#include "checks/frontend/ParseUnit.h"
#include "tool/program/Project.h"
#include <unordered_map>

namespace kphys {

class ProjectFiles {
public:
  /// Both must outlive it; \p Overlay stands in for what is on disk.
  ProjectFiles(const Project &Of, const FileOverlay &Overlay) : Of(Of), Overlay(Overlay) {}

  /// Relative to the tree, or `$BUILD/…`, or absolute.
  std::string name(llvm::StringRef Path) const;
  std::string path(llvm::StringRef Name) const;

  /// A hash of the command of \p Unit that is the same on another machine.
  std::string commandHash(size_t Unit) const;

  /// A hash of the contents; one of its own for a file that is not there.
  int64_t hash(const std::string &Name);

  /// Reads those of \p Names that hash() was not asked for so far, on several threads.
  void hashAhead(const std::vector<std::string> &Names, unsigned Threads);

  /// True if hash() was asked for the file.
  bool knows(const std::string &Name) const { return Hashes.count(Name) != 0; }

private:
  /// Nothing for what is no file.
  std::optional<int64_t> hashOfFile(const std::string &Path) const;

  const Project &Of;
  const FileOverlay &Overlay;
  std::unordered_map<std::string, int64_t> Hashes;
};

} // namespace kphys

#endif
