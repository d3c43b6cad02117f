// Functions that a unit only declares, in the sources beside the header that does.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FACTS_NEIGHBOURFUNCTIONS_H
#define KPHYS_CHECKS_FACTS_NEIGHBOURFUNCTIONS_H

#include "checks/facts/TreeFiles.h"
#include "checks/sources/FunctionTexts.h"
#include "clang/AST/Decl.h"
#include <map>
#include <set>

namespace kphys {

class NeighbourFunctions {
public:
  /// For a unit of the tree at \p TreeRoot; both others must outlive it.
  NeighbourFunctions(std::string TreeRoot, const clang::SourceManager &Sources, TreeFiles &Files)
      : TreeRoot(std::move(TreeRoot)), Sources(Sources), Files(Files) {}

  /// The sources that may define \p Function: those beside the file that declares it first and
  /// those beside the unit's own. None if that is a header of the whole kernel, whose functions
  /// are what their names say.
  std::vector<const FunctionTexts *> besides(const clang::FunctionDecl &Function);

  /// The directories that were looked into; absolute.
  std::set<std::string> directories() const;

private:
  const std::string TreeRoot;
  const clang::SourceManager &Sources;
  TreeFiles &Files;
  std::map<std::string, FunctionTexts> Known; ///< by absolute path
};

} // namespace kphys

#endif
