// What do the functions and macros of a directory's sources name?
//
// By text alone, whatever a configuration leaves out of it: for code that no unit at hand parses.
// Relies on the kernel's style, in which a '}' in the first column ends what is at file scope.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_DIRECTORYFUNCTIONS_H
#define KPHYS_CHECKS_SOURCES_DIRECTORYFUNCTIONS_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// The names of the C sources and headers in \p Directory, not below; sorted.
std::vector<std::string> sourcesIn(llvm::vfs::FileSystem &Files, llvm::StringRef Directory);

class DirectoryFunctions {
public:
  DirectoryFunctions(llvm::vfs::FileSystem &Files, llvm::StringRef Directory);

  /// One function, or what a macro stands for.
  struct Body {
    llvm::StringRef File;            ///< its name in the directory
    std::set<llvm::StringRef> Names; ///< the identifiers in it, without those of members
  };

  /// Those of the functions and macros called \p Name: where \p File has one, its own, and
  /// otherwise all.
  std::vector<const Body *> find(llvm::StringRef Name, llvm::StringRef File = {}) const;

private:
  void lex(llvm::StringRef File, llvm::StringRef Text);

  std::vector<std::pair<std::string, std::unique_ptr<llvm::MemoryBuffer>>> Sources;
  llvm::StringMap<std::vector<Body>> Bodies;
};

} // namespace kphys

#endif
