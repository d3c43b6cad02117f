// What a Makefile of Kbuild lists to be built, and on what condition. It is read, not run.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_RESIDUE_KBUILDLISTS_H
#define KPHYS_TOOL_RESIDUE_KBUILDLISTS_H

#include "tool/residue/Needs.h"

namespace kphys {

/// `NAME-$(CONFIG_X) += word word` or `NAME := word word`, wherever it stands.
struct KbuildList {
  std::string Name; ///< without what tells the condition: `obj`, `foo` for `foo-y` or `foo-objs`
  std::vector<std::string> Words;
  Needs On; ///< the symbol in the variable's name, and the conditions around
};

/// The lists of a Makefile with \p Text, in order. Of what make computes nothing is known.
std::vector<KbuildList> kbuildLists(llvm::StringRef Text);

/// Finds out on what condition Kbuild compiles a source of the tree at Root.
class BuildConditions {
public:
  explicit BuildConditions(std::string Root) : Root(std::move(Root)) {}

  /// Of \p Source, relative to the tree. None where no Makefile on the way names it.
  WaysToBuild of(const std::string &Source);

private:
  const std::vector<KbuildList> &listsIn(const std::string &Directory);
  WaysToBuild ofWord(const std::string &Directory, const std::string &Word, unsigned Depth);
  WaysToBuild ofObject(const std::string &Directory, const std::string &Object, unsigned Depth);
  WaysToBuild ofDirectory(const std::string &Directory, unsigned Depth);

  const std::string Root;
  std::map<std::string, std::vector<KbuildList>> Lists; ///< by directory
  std::map<std::string, WaysToBuild> OfDirectory;
  /// By directory and word: what is known; empty while it is found out, for lists name each other.
  std::map<std::pair<std::string, std::string>, WaysToBuild> OfWord;
};

} // namespace kphys

#endif
