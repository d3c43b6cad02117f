// Can what a command is to write be written, and does it destroy nothing that is read?
//
// This is asked before anything is parsed or changed: a run may take minutes.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_OUTPUTFILES_H
#define KPHYS_TOOL_COMMANDS_OUTPUTFILES_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kphys {

/// A file and what it is in words: `--report`, `the compile database`.
struct NamedFile {
  std::string Name;
  std::string Path; ///< empty for none, "-" for standard input or output
  bool IsKept =
      false; ///< what kphys finds out is kept there: to be read does not leave it as it is
};

/// Fails where one of \p Outputs cannot be written (no such directory, no permission, a directory),
/// is the same file as another one, or as one of \p Inputs. Says that standard output is taken
/// where one of them goes there, see giveAwayStandardOutput().
llvm::Error checkOutputs(const std::vector<NamedFile> &Outputs,
                         const std::vector<NamedFile> &Inputs);

/// Fails where one of \p Outputs would replace a file of the tree that kphys has not written.
llvm::Error checkOutputsInTree(const std::vector<NamedFile> &Outputs, const std::string &TreeRoot);

} // namespace kphys

#endif
