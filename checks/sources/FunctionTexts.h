// What do the functions and macros of some sources name?
//
// By text alone, whatever a configuration leaves out of it: for code that no unit at hand parses.
// Relies on the kernel's style, in which a '}' in the first column ends what is at file scope.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_FUNCTIONTEXTS_H
#define KPHYS_CHECKS_SOURCES_FUNCTIONTEXTS_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <deque>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// The names of the C sources and headers in \p Directory, not below; sorted.
std::vector<std::string> sourcesIn(llvm::vfs::FileSystem &Files, llvm::StringRef Directory);

class FunctionTexts {
public:
  /// Those of the C sources and headers in \p Directory, not below, each by its name there.
  static FunctionTexts inDirectory(llvm::vfs::FileSystem &Files, llvm::StringRef Directory);

  void add(std::string File, std::unique_ptr<llvm::MemoryBuffer> Text);

  /// One function, or what a macro stands for.
  struct Body {
    std::string File, Name;
    bool IsStatic = false;
    unsigned Begin = 0, End = 0;     ///< offsets of its first and last token
    std::set<llvm::StringRef> Names; ///< the identifiers in it, without those of members
  };

  /// Those of the functions and macros called \p Name: where \p File has some, its own, and
  /// otherwise all.
  std::vector<const Body *> find(llvm::StringRef Name, llvm::StringRef File = {}) const;

  /// All of them, in the order of the sources.
  const std::deque<Body> &all() const { return Bodies; }

private:
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> Texts;
  std::deque<Body> Bodies; // a deque: its elements stay where they are
  llvm::StringMap<std::vector<const Body *>> ByName;
};

} // namespace kphys

#endif
