// Functions that a unit only declares, in the sources beside the header that does.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_NEIGHBOURFUNCTIONS_H
#define KPHYS_CHECKS_EXTRACT_NEIGHBOURFUNCTIONS_H

#include "checks/extract/TreeFiles.h"
#include "checks/sources/FunctionTexts.h"
#include "clang/AST/Decl.h"

namespace kphys {

class NeighbourFunctions {
public:
  /// For a unit of the tree at \p TreeRoot; both others must outlive it.
  NeighbourFunctions(std::string TreeRoot, const clang::SourceManager &Sources, TreeFiles &Files)
      : TreeRoot(std::move(TreeRoot)), Sources(Sources), Files(Files),
        Texts(Sources.getFileManager().getVirtualFileSystem()) {}

  /// The sources that may define \p Function: those beside the file that declares it first and
  /// those beside the unit's own. None if that is a header of the whole kernel, whose functions
  /// are what their names say, or a macro, whose functions are there for the compiler.
  std::vector<const FunctionTexts *> sourcesFor(const clang::FunctionDecl &Function);

  /// The file that \p Where is written in, relative to the tree, if the whole kernel shares it; an
  /// empty string otherwise.
  llvm::StringRef headerAt(clang::SourceLocation Where) const;
  bool isInSharedHeader(clang::SourceLocation Where) const { return !headerAt(Where).empty(); }

  /// The directories that were looked into; absolute.
  std::set<std::string> directories() const { return Texts.directories(); }

private:
  const std::string TreeRoot;
  const clang::SourceManager &Sources;
  TreeFiles &Files;
  DirectoryTexts Texts;
};

} // namespace kphys

#endif
