// A kernel tree with the builds of it that are answered together: what every analysis starts from.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_PROJECT_H
#define KPHYS_TOOL_PROGRAM_PROJECT_H

#include "checks/sources/TreeNames.h"
#include "tool/database/KernelTree.h"
#include "tool/program/Build.h"
#include "tool/program/PathFilter.h"
#include <string>
#include <vector>

namespace kphys {

/// What the user named on the command line.
struct ProjectOptions {
  std::vector<std::string> BuildDirectories = {"."};
  std::string TreeDirectory;         ///< empty: found from the databases
  std::vector<std::string> Paths;    ///< only what is below these; empty: all
  std::vector<std::string> Excludes; ///< and not below these, of the tree
  bool TakesOutside = false;         ///< what lies outside the tree is looked at too
};

/// One entry of a database.
struct Unit {
  CompileCommand Command;
  size_t Build = 0;         ///< that it belongs to, by number
  std::string Source;       ///< relative to the tree; empty for one outside it
  std::string Name;         ///< Source, or `$BUILD/…` for a generated source, or an absolute path
  bool IsMissing = false;   ///< the source is not there
  bool IsGenerated = false; ///< it lies outside the tree, where Kbuild puts what it makes

  bool isAssembly() const { return llvm::StringRef(Name).ends_with(".S"); }
  /// True for code outside the tree: a module of somebody's.
  bool isOutside() const { return Source.empty() && !IsGenerated && !isAssembly(); }
};

struct Project {
  KernelTree Tree;
  std::vector<Build> Builds; ///< see nameBuilds()
  size_t NamedFirst = 0;     ///< the build that the user named first
  std::vector<Unit> Units;   ///< ordered by build, then by file
  /// The tree under every name that a database has for it: the real path first, then those that go
  /// through symbolic links.
  std::vector<std::string> TreeRoots;
  TreeNames Names{std::string()}; ///< of files, links of the tree being known
  PathFilter Filter;

  /// Every path under which a parse may read the file \p Name of the tree.
  std::vector<std::string> pathsOf(llvm::StringRef Name) const {
    return Names.paths(Name, TreeRoots);
  }

  /// The names in the tree of the files at the paths \p Files; what is outside it is left out.
  std::set<std::string> treeFiles(const std::vector<std::string> &Files) const;

  const Build &buildOf(size_t Unit) const { return Builds[Units[Unit].Build]; }

  /// The name of the unit, and its build where there are several.
  std::string describe(size_t Unit) const;

  /// Where what is found out of no single build is kept, too.
  const Build &home() const { return Builds[NamedFirst]; }

  /// The build, where there is but one; or an error that says that \p What takes no more.
  llvm::Expected<const Build *> onlyBuild(llvm::StringRef What) const;

  /// The parts of the tree that Kbuild writes to and nobody else: the build directories that lie in
  /// the tree and hold generated headers.
  std::vector<std::string> generatedParts() const;

  /// The sources of units, but for assembly: code, wherever in the tree it lies.
  std::set<std::string> builtSources() const;

  /// The units outside the tree that the paths do not leave out.
  std::vector<const Unit *> outsideUnits() const;

  /// An error if the builds are of several trees, or if nothing that is asked about lies in the
  /// tree, unless \p Options take the rest.
  static llvm::Expected<Project> open(const ProjectOptions &Options);
};

} // namespace kphys

#endif
