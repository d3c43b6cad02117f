// One build of a kernel tree: an architecture and a configuration, with a compile database.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_BUILD_H
#define KPHYS_TOOL_PROGRAM_BUILD_H

#include "checks/frontend/CompileCommand.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kphys {

struct Build {
  std::string Directory;          ///< absolute, without symbolic links
  std::string Architecture;       ///< Kbuild's ARCH where known, else as SourceArchitecture
  std::string SourceArchitecture; ///< the directory below arch/: x86, where ARCH may be x86_64
  std::string Configuration;      ///< empty for a database of unknown origin
  /// Tells it from the others of a project: the architecture, and more where that is not enough.
  std::string Name;

  bool IsApproximate = false; ///< Clang has parsed it as another architecture: NearestTarget

  /// The index that `kphys index` writes unless told otherwise.
  std::string indexPath() const { return Directory + "/kphys.index"; }
  std::string cachePath() const { return Directory + "/kphys.cache"; }

  /// The build whose database is in \p Directory and has \p Commands. It has no name yet.
  static Build describe(const std::string &Directory, const std::vector<CompileCommand> &Commands);
};

/// True for what belongs to an architecture that none of \p Builds is of. \p File is relative to
/// the tree.
bool isOfOtherArchitecture(llvm::StringRef File, llvm::ArrayRef<Build> Builds);

/// Sorts \p Builds by what they are of, whatever the order they were given in, and names them.
void nameBuilds(std::vector<Build> &Builds);

} // namespace kphys

#endif
