// Names the files of a unit by their path in the tree.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FACTS_TREEFILES_H
#define KPHYS_CHECKS_FACTS_TREEFILES_H

#include "clang/Basic/SourceManager.h"
#include <map>
#include <string>

namespace kphys {

class TreeFiles {
public:
  /// What a file outside the tree is called: not at all, or by its absolute path.
  enum class Others { Unnamed, Absolute };

  TreeFiles(std::string TreeRoot, const clang::SourceManager &Sources,
            Others Outside = Others::Unnamed)
      : TreeRoot(std::move(TreeRoot)), Sources(Sources), Outside(Outside) {}

  /// The path of the file of \p Id relative to the tree, symbolic links resolved; an empty string
  /// for what is no file.
  const std::string &path(clang::FileID Id);

private:
  std::string TreeRoot;
  const clang::SourceManager &Sources;
  Others Outside;
  std::map<clang::FileID, std::string> Known; // a map: path() hands out references
};

} // namespace kphys

#endif
