// Has compile databases made, for the commands that do so.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_DATABASEMAKING_H
#define KPHYS_TOOL_COMMANDS_DATABASEMAKING_H

#include "tool/compdb/Kbuild.h"

namespace kphys {

/// What a user, or another part of kphys, asks for.
struct DatabaseRequest {
  std::string Tree, Directory; ///< any paths; the second is made if missing
  std::string Architecture;
  std::string Configuration = "allmodconfig";
  std::vector<std::string> Forced = {}, Targets = {};
  unsigned Jobs = 0; ///< 0: one a processor
};

/// See makeCompileDatabase(). An error, too, if a word of \p Of could be more to make than a name,
/// or if something is missing that the build needs.
llvm::Expected<size_t> makeDatabase(const DatabaseRequest &Of);

/// See configureTree(); the same goes for errors.
llvm::Expected<std::set<std::string>> configuredSymbols(const DatabaseRequest &Of);

} // namespace kphys

#endif
