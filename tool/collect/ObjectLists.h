// For which module does Kbuild list an object?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_OBJECTLISTS_H
#define KPHYS_TOOL_COLLECT_OBJECTLISTS_H

#include "checks/frontend/CompileCommand.h"
#include <map>

namespace kphys {

/// The files `NAME.mod` in which Kbuild names the objects that a module is linked from. A command
/// that a Makefile has of its own, or that is for several modules, has not the module's name in it.
class ObjectLists {
public:
  /// The module for which the object that \p Command makes is listed, in a directory from the
  /// object's up to the entry's; empty if there is none.
  std::string moduleOf(const CompileCommand &Command);

private:
  using ModulesByObject = std::map<std::string, std::string>;
  const ModulesByObject &in(const std::string &Directory);

  std::map<std::string, ModulesByObject> ByDirectory;
};

} // namespace kphys

#endif
