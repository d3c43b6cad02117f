// Under which licence does a module come, by its MODULE_LICENSE()?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_MODULELICENSES_H
#define KPHYS_TOOL_ANALYSIS_MODULELICENSES_H

#include "tool/analysis/Project.h"
#include <map>
#include <optional>
#include <set>

namespace kphys {

/// What the first MODULE_LICENSE() in \p Source says, if there is one.
std::optional<std::string> moduleLicenseIn(llvm::StringRef Source);

class ModuleLicenses {
public:
  explicit ModuleLicenses(const Project &Of);

  /// What the modules say that \p Source is compiled into. Empty for what is built in, or says
  /// nothing.
  const std::set<std::string> &of(const std::string &Source);

private:
  const Project &Of;
  std::multimap<std::string, std::string> ModulesOf;  ///< by source; as the commands spell them
  std::multimap<std::string, size_t> UnitsOf;         ///< by module
  std::map<std::string, std::set<std::string>> Known; ///< by source
};

} // namespace kphys

#endif
