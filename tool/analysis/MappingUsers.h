// Which functions of a tree run while a page is mapped that one of them maps and another unmaps?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_MAPPINGUSERS_H
#define KPHYS_TOOL_ANALYSIS_MAPPINGUSERS_H

#include "checks/sources/FunctionTexts.h"
#include "checks/sources/TreeScan.h"

namespace kphys {

/// By the text of the tree. A door is a function after which the page may be mapped, or before
/// which it may have been; who calls a door is one too, but for those that call one to map and
/// another to unmap.
class MappingUsers {
public:
  /// Both must outlive it; \p Root is that of the tree.
  MappingUsers(const TreeScan &Text, const std::string &Root) : Text(Text), Root(Root) {}

  /// The function \p Name of \p File is a door.
  void add(const std::string &Name, const std::string &File, bool Maps);

  /// Finds the others. Returns what is in the way of that, or an empty string.
  std::string find();

  /// The doors and those that call them; File is the path in the tree.
  std::vector<const FunctionTexts::Body *> bodies() const;

  /// True if offset \p At of \p File is in one of them, or in no function of that file.
  bool runsAt(const std::string &File, unsigned At) const;

  /// True if the text of \p File has the identifier \p Name.
  bool mentions(const std::string &File, const std::string &Name) const;

private:
  struct Door {
    std::string File;
    bool Maps = false, Unmaps = false;
    bool IsLookedFor = false; ///< all files that may call it are in Read
  };

  std::string lookFor(const std::string &Name, Door &Of);
  std::vector<std::string> declarers(const std::string &Name, const Door &Of) const;
  std::string look(const std::string &File, const std::string &For);
  const FunctionTexts::Body *enclosingCalledBy(const FunctionTexts::Body &Caller) const;
  std::string addCallers(bool BesideDoors, bool &IsMore);
  std::string textOf(const std::string &File) const;

  const TreeScan &Text;
  const std::string &Root;
  std::map<std::string, Door> Doors;               ///< by name
  FunctionTexts Callers;                           ///< of the files that mention a door
  std::set<std::string> Read;                      ///< those files
  std::set<const FunctionTexts::Body *> Enclosing; ///< that map and unmap by doors
};

} // namespace kphys

#endif
