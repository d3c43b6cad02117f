// Where does the text of a file use the old API?
//
// The names are those of the catalog that a rule of level 0 replaces: a name of a higher level can
// be written otherwise, and is not to be given up. The text counts, not what a configuration makes
// of it, so that code which no build compiles is seen as well.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_OLDAPIUSES_H
#define KPHYS_TOOL_PATCH_OLDAPIUSES_H

#include "checks/scan/CatalogScan.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// One place with a name of the old API, which is no comment and no string.
struct OldApiUse {
  unsigned Name = 0; ///< an index of Catalog::apis()
  unsigned Line = 0, Column = 0;
  std::string Function; ///< or macro that it stands in; empty outside both
  std::string Text;     ///< the call, or the name alone, without white space and comments
  bool IsUse = false;   ///< the text looks like a use, not like a declaration or another entity
};

/// What a file says of the old API and of the new.
struct OldApiText {
  std::vector<OldApiUse> Uses; ///< in order
  /// How often each function (or macro, or what is outside, with an empty name) has each new name.
  std::map<std::pair<std::string, std::string>, unsigned> NewNames;
};

/// The name that takes the place of \p Old, which has a rule; of a member without the dot.
const std::string &replacementOf(const Api &Old);

class OldApiScan {
public:
  /// For the tree whose files \p Read reads. \p Names must outlive it, and be of level 0.
  OldApiScan(const Catalog &Names, llvm::function_ref<std::string(const std::string &File)> Read);

  /// What is in \p Text, of the file \p File in the tree.
  OldApiText read(const std::string &File, const std::string &Text) const;

private:
  const Catalog &Names;
  const CatalogScan Scan;
  const OccurrenceScan New;      ///< the new names
  std::set<std::string> Members; ///< those of the old API that the tree declares
};

} // namespace kphys

#endif
