// What one parse takes from other files: their text, the macros they define, and what is looked up
// beside the headers.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_HEADERUSE_H
#define KPHYS_CHECKS_FRONTEND_HEADERUSE_H

#include <map>
#include <set>
#include <string>
#include <vector>

namespace clang {
class Preprocessor;
}

namespace kphys {

/// File → other files, by absolute path.
using FileGraph = std::map<std::string, std::set<std::string>>;

struct HeaderUse {
  /// Stands in Includes for the command line, whose -include options have no file.
  static constexpr const char *CommandLine = "";

  FileGraph Includes;
  FileGraph Macros; ///< the files that define what the first expands or asks for
  /// Name → the files that declare it; of functions and variables that edited code names.
  FileGraph Declarations;

  /// Every file that was read, the unit's source \p Main among them.
  std::vector<std::string> files(const std::string &Main) const;
};

/// Adds what happens in \p Macros from now on to \p Use, which must outlive it.
void recordHeaderUse(clang::Preprocessor &Macros, HeaderUse &Use);

/// What \p Seeds lead to in \p Graph, directly or not, themselves included.
std::set<std::string> reach(const FileGraph &Graph, std::vector<std::string> Seeds);

} // namespace kphys

#endif
