// kphys.json: which builds of which tree belong together; docs/builds.md.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_PROJECTFILE_H
#define KPHYS_TOOL_PROGRAM_PROJECTFILE_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kphys {

/// What the file says. Paths are absolute, or relative to the current directory.
struct ProjectFile {
  std::string Path;                  ///< of the file itself
  std::string Tree;                  ///< empty: found from the builds
  std::vector<std::string> Builds;   ///< directories
  std::vector<std::string> Catalogs; ///< files
  std::vector<std::string> Excludes; ///< relative to the tree

  /// Reads the one at \p Path; an error names the field that is wrong.
  static llvm::Expected<ProjectFile> read(const std::string &Path);

  /// Writes it at Path, where its paths are absolute, or relative to that.
  llvm::Error write() const;
};

} // namespace kphys

#endif
