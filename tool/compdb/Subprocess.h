// Runs a program with its output in a log file, line by line in view.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_SUBPROCESS_H
#define KPHYS_TOOL_COMPDB_SUBPROCESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kphys {

struct Subprocess {
  std::vector<std::string> Words;                 ///< the program, looked up in PATH, and arguments
  std::map<std::string, std::string> Environment; ///< added to this process's
  std::string LogFile; ///< gets standard output and standard error, from its start
  std::function<void(llvm::StringRef)> Line; ///< called for each line of output

  /// Runs it to the end and returns its exit status (128 + signal where one ended it).
  llvm::Expected<int> run();
};

} // namespace kphys

#endif
