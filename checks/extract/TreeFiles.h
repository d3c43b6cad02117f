// Names the files of a unit by their path in the tree.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_TREEFILES_H
#define KPHYS_CHECKS_EXTRACT_TREEFILES_H

#include "checks/sources/TreeNames.h"
#include "clang/Basic/SourceManager.h"
#include <map>
#include <string>

namespace kphys {

class TreeFiles {
public:
  /// What a file outside the tree is called: not at all, or by its absolute path; Written: the
  /// same, but for headers that a build has generated.
  enum class Others { Unnamed, Written, Absolute };

  TreeFiles(TreeNames Tree, const clang::SourceManager &Sources, Others Outside = Others::Unnamed)
      : Tree(std::move(Tree)), Sources(Sources), Outside(Outside) {}

  /// The name of the file of \p Id in the tree; an empty string for what is no file.
  const std::string &path(clang::FileID Id);

  /// The same, of one that was asked for.
  const std::string &known(clang::FileID Id) const { return Known.at(Id); }

private:
  TreeNames Tree;
  const clang::SourceManager &Sources;
  Others Outside;
  std::map<clang::FileID, std::string> Known; // a map: path() hands out references
};

} // namespace kphys

#endif
