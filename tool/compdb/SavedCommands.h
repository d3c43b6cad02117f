// Reads the commands that Kbuild saves next to its objects (.foo.o.cmd).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_SAVEDCOMMANDS_H
#define KPHYS_TOOL_COMPDB_SAVEDCOMMANDS_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kphys {

/// One compile of a C or assembler file.
struct SavedCommand {
  std::string Source;  ///< absolute
  std::string Command; ///< as a shell would read it, up to the end of the compile
};

/// Parses the text of a .cmd file. Not every one is the compile of a source: then none. \p
/// Directory is where the command ran.
std::optional<SavedCommand> parseSavedCommand(llvm::StringRef Text, llvm::StringRef Directory);

/// The compiles of sources that exist saved below \p BuildDirectory, ordered by source, then by
/// command.
llvm::Expected<std::vector<SavedCommand>> readSavedCommands(const std::string &BuildDirectory);

} // namespace kphys

#endif
