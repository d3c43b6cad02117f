// Which names of the catalog does this file mention, and where?
//
// Text only, no preprocessing: an occurrence under `#if 0` counts like any other, one in a comment
// or a string does not. This is what "every textual occurrence" in a report is measured against.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_IDENTIFIERSCAN_H
#define KPHYS_CHECKS_SOURCES_IDENTIFIERSCAN_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include <string>
#include <vector>

namespace kphys {

/// What stands before a name.
enum class Access {
  Plain,
  Member,     ///< `.name` or `->name`
  Declarator, ///< `(*name`, as a function pointer is declared
};

/// One mention of a wanted name in a file.
struct Occurrence {
  unsigned Name = 0;   ///< the number that the name was given; for the catalog, an index of apis()
  unsigned Offset = 0; ///< bytes from the start of the file
  unsigned Line = 0;
  unsigned Column = 0;
  Access How = Access::Plain;
  std::string Macro;       ///< the macro whose #define this stands in, if any
  bool NamesMacro = false; ///< it is the name that #define gives
};

/// What a quick look at a file's bytes tells.
struct QuickScan {
  bool MentionsName = false;
  std::vector<llvm::StringRef> Includes; ///< as spelled, without <> or ""
};

/// Finds whole identifiers out of a fixed set in raw text, at memory speed.
class IdentifierScan {
public:
  explicit IdentifierScan(const std::vector<std::string> &Names);

  /// Mentions may be in comments: lexOccurrences() tells for sure.
  QuickScan look(llvm::StringRef Text) const;

private:
  bool isName(llvm::StringRef Word) const;

  llvm::StringSet<> Names;
  unsigned MinLength = ~0U;
  unsigned MaxLength = 0;
  bool StartsName[256] = {};
};

/// Lexes \p Text and returns the mentions of \p Names (name → number), in order.
std::vector<Occurrence> lexOccurrences(const llvm::StringMap<unsigned> &Names,
                                       llvm::StringRef Text);

} // namespace kphys

#endif
