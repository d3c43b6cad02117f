// What do the functions and macros of some sources name?
//
// By text alone, whatever a configuration leaves out of it: for code that no unit at hand parses.
// Relies on the kernel's style, in which a '}' in the first column ends what is at file scope.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_FUNCTIONTEXTS_H
#define KPHYS_CHECKS_SOURCES_FUNCTIONTEXTS_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kphys {

class FunctionTexts {
public:
  /// Reads the functions and macros of \p Text, a source that is called \p File from here on: by
  /// its path in the tree, or its name in a directory.
  void add(const std::string &File, std::unique_ptr<llvm::MemoryBuffer> Text);

  /// One function, or what a macro stands for.
  struct Body {
    std::string File, Name;
    bool IsStatic = false;
    /// Offsets, from the opening brace or the macro's name to behind the last token.
    unsigned Begin = 0, End = 0;
    /// The identifiers in it, in order, without those of members.
    std::vector<llvm::StringRef> Names;
    /// Which of them an `if`, `else` or `switch` controls, by index in Names.
    std::set<unsigned> Conditional;

    bool names(llvm::StringRef Name) const { return llvm::is_contained(Names, Name); }
    bool contains(unsigned Offset) const { return Begin <= Offset && Offset < End; }
  };

  /// The functions and macros called \p Name; of an #if there may be several in one file.
  std::vector<const Body *> find(llvm::StringRef Name) const;

  /// The one around offset \p At of \p File; nullptr if there is none.
  const Body *around(llvm::StringRef File, unsigned At) const;

  /// All of them, in the order in which the sources were added.
  const std::deque<Body> &all() const { return Bodies; }

private:
  class Reader;

  std::vector<std::unique_ptr<llvm::MemoryBuffer>> Texts;
  std::deque<Body> Bodies; // a deque: its elements stay where they are
  llvm::StringMap<std::vector<const Body *>> ByName;
};

} // namespace kphys

#endif
