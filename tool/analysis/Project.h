// A compile database with the kernel tree it belongs to: what every analysis starts from.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_PROJECT_H
#define KPHYS_TOOL_ANALYSIS_PROJECT_H

#include "checks/frontend/CompileCommand.h"
#include "tool/analysis/PathFilter.h"
#include "tool/database/KernelTree.h"
#include <string>
#include <vector>

namespace kphys {

/// What the user named on the command line.
struct ProjectOptions {
  std::string BuildDirectory = ".";
  std::string TreeDirectory;      ///< empty: found from the database
  std::vector<std::string> Paths; ///< only what is below these; empty: all
};

/// One entry of the database.
struct Unit {
  CompileCommand Command;
  std::string Source;     ///< relative to the tree; empty for one outside it
  std::string Name;       ///< Source, or `$BUILD/…` for a generated source, or an absolute path
  bool IsMissing = false; ///< the source is not there

  bool isAssembly() const { return llvm::StringRef(Name).ends_with(".S"); }
};

struct Project {
  std::string BuildDirectory; ///< absolute, without symbolic links
  KernelTree Tree;
  std::string Architecture;       ///< Kbuild's ARCH where known, else as SourceArchitecture
  std::string SourceArchitecture; ///< the directory below arch/: x86, where ARCH may be x86_64
  std::string Configuration;      ///< empty for a database of unknown origin
  std::vector<Unit> Units;        ///< ordered by file
  /// The tree under every name that the database has for it: the real path first, then those that
  /// go through symbolic links.
  std::vector<std::string> TreeRoots;
  PathFilter Filter;

  static llvm::Expected<Project> open(const ProjectOptions &Options);
};

} // namespace kphys

#endif
