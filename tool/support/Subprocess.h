// Runs a program with its output in a log file, line by line in view.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SUPPORT_SUBPROCESS_H
#define KPHYS_TOOL_SUPPORT_SUBPROCESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kphys {

struct Subprocess {
  std::vector<std::string> Words;                 ///< the program, looked up in PATH, and arguments
  std::map<std::string, std::string> Environment; ///< added to this process's
  std::vector<const char *> Unset;                ///< what it does not get of this process's
  std::string Directory;                          ///< that it runs in; empty: this process's
  std::string LogFile; ///< gets standard output and standard error; a new file
  std::function<void(llvm::StringRef)> Line; ///< called for each line of output

  /// How it ended.
  struct End {
    int Status = 0; ///< if no signal ended it
    int Signal = 0; ///< that ended it, or 0
  };

  /// Runs it to its end. Others that have its output still open then are not waited for.
  llvm::Expected<End> run();
};

/// Runs programs that only read, each in \p Directory, as many at a time as there are \p Threads.
/// Returns the lines that each one says, without line ends, up to 10,000; nothing of one that
/// fails. Git among them reads the repository of \p Directory and fetches nothing; what Perl says
/// does not depend on chance.
std::vector<std::optional<std::vector<std::string>>>
outputsOf(const std::vector<std::vector<std::string>> &Programs, const std::string &Directory,
          unsigned Threads);

} // namespace kphys

#endif
