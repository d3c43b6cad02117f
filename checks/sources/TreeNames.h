// Which name does a file have in the tree?
//
// A file is one, by however many links it is reached: it has the name without links if it lies in
// the tree, and otherwise the one through the link that leads out to it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_TREENAMES_H
#define KPHYS_CHECKS_SOURCES_TREENAMES_H

#include "llvm/ADT/StringRef.h"
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace kphys {

class TreeNames {
public:
  /// For the tree at \p Root (absolute, without symbolic links), whose links are not known: those
  /// on the way to a file are followed.
  TreeNames(std::string Root);

  /// The same, once all links in the tree are known. Of several that lead to one place the first
  /// counts, one that is on the way to one of \p Used (absolute paths) before others.
  static TreeNames withLinks(const std::string &Root, const std::set<std::string> &Used);

  const std::string &root() const { return Root; }

  /// The name of the file at \p Path (absolute), relative to the tree; empty for one outside it.
  std::string name(llvm::StringRef Path) const;

  /// The same, without a look at the file system: by the links that are known.
  std::string nameAsSpelled(llvm::StringRef Path) const;

  /// Every path by which known links lead to the file \p Name of the tree, from \p Roots, names of
  /// the top of the tree.
  std::vector<std::string> paths(llvm::StringRef Name, const std::vector<std::string> &Roots) const;

  /// Names of all C sources and headers, each once, sorted; of a tree whose links are known. Not of
  /// directories whose name starts with a dot.
  const std::vector<std::string> &sources() const;

  /// Why sources() are not all there are; or empty.
  const std::string &problem() const;

private:
  struct Link {
    std::string Name;   ///< in the tree
    std::string Target; ///< outside: a path; inside, or the same as another's: a name in the tree
  };
  struct Links {
    std::vector<Link> Outward; ///< longest target first
    std::vector<Link> Inward;
    std::vector<std::string> Sources;
    std::string Problem;
  };
  class Finder;

  std::string nameOfReal(llvm::StringRef Path) const;

  std::string Root;
  std::shared_ptr<const Links> Known; ///< empty: not known
};

/// True for what lies in a directory that Kbuild builds in (`make O=`, or a tree that was built in
/// place): one with include/generated/autoconf.h.
bool isInObjectTree(llvm::StringRef Path);

/// True for such a directory itself.
bool isObjectTree(llvm::StringRef Directory);

} // namespace kphys

#endif
