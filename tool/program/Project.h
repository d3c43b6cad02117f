// A compile database with the kernel tree it belongs to: what every analysis starts from.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_PROJECT_H
#define KPHYS_TOOL_PROGRAM_PROJECT_H

#include "checks/frontend/CompileCommand.h"
#include "checks/sources/TreeNames.h"
#include "tool/database/KernelTree.h"
#include "tool/program/PathFilter.h"
#include <string>
#include <vector>

namespace kphys {

/// What the user named on the command line.
struct ProjectOptions {
  std::string BuildDirectory = ".";
  std::string TreeDirectory;      ///< empty: found from the database
  std::vector<std::string> Paths; ///< only what is below these; empty: all
  bool TakesOutside = false;      ///< what lies outside the tree is looked at too
};

/// One entry of the database.
struct Unit {
  CompileCommand Command;
  std::string Source;       ///< relative to the tree; empty for one outside it
  std::string Name;         ///< Source, or `$BUILD/…` for a generated source, or an absolute path
  bool IsMissing = false;   ///< the source is not there
  bool IsGenerated = false; ///< it lies outside the tree, where Kbuild puts what it makes

  bool isAssembly() const { return llvm::StringRef(Name).ends_with(".S"); }
  /// True for code outside the tree: a module of somebody's.
  bool isOutside() const { return Source.empty() && !IsGenerated && !isAssembly(); }
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
  TreeNames Names{std::string()}; ///< of files, links of the tree being known
  PathFilter Filter;

  /// Every path under which a parse may read the file \p Name of the tree.
  std::vector<std::string> pathsOf(llvm::StringRef Name) const {
    return Names.paths(Name, TreeRoots);
  }

  /// The index that `kphys index` writes unless told otherwise.
  std::string indexPath() const { return BuildDirectory + "/kphys.index"; }

  /// The part of the tree that Kbuild writes to and nobody else: the build directory, where it lies
  /// in the tree and holds generated headers; or empty.
  std::string generatedPart() const;

  /// The units outside the tree that the paths do not leave out.
  std::vector<const Unit *> outsideUnits() const;

  /// An error if nothing that is asked about lies in the tree, unless \p Options take the rest.
  static llvm::Expected<Project> open(const ProjectOptions &Options);
};

} // namespace kphys

#endif
