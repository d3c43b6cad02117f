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
constexpr Access lastOf(Access) { return Access::Declarator; }

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

/// Tells whether a text can have whole identifiers out of a fixed set, at memory speed. Where all
/// have three bytes in common it looks for these, many bytes at once; otherwise at every few bytes
/// only (Wu and Manber's search, blocks of two bytes).
class IdentifierScan {
public:
  explicit IdentifierScan(const std::vector<std::string> &Names);

  /// True if \p Text has one of the names, be it in a comment: lexOccurrences() tells for sure.
  bool mentionsName(llvm::StringRef Text) const;

private:
  /// mentionsName(), by Common.
  bool mentionsByCommon(llvm::StringRef Text) const;

  /// True if the identifier that begins at \p Start is a name.
  bool isNameAt(llvm::StringRef Text, size_t Start) const;

  llvm::StringSet<> Names;
  std::string Common; ///< three bytes that each name has, if there are such
  size_t Window = 0;  ///< the length of the shortest name: that many bytes of each count
  std::vector<unsigned char> Skip; ///< by the last two bytes of a window: how far it can move on
};

/// What the #include lines of \p Text name, as spelled, without <> or "".
std::vector<llvm::StringRef> includesIn(llvm::StringRef Text);

/// Lexes \p Text and returns the mentions of \p Names (name → number), in order.
std::vector<Occurrence> lexOccurrences(const llvm::StringMap<unsigned> &Names,
                                       llvm::StringRef Text);

/// Finds the mentions of a few names in many texts, most of which have none.
class OccurrenceScan {
public:
  /// Occurrence::Name is the index in \p Names.
  explicit OccurrenceScan(const std::vector<std::string> &Names);

  std::vector<Occurrence> in(llvm::StringRef Text) const;

  /// True if \p Text has one of the names, be it in a comment.
  bool mentionsName(llvm::StringRef Text) const { return Scan.mentionsName(Text); }

private:
  const IdentifierScan Scan;
  llvm::StringMap<unsigned> Numbers; ///< by name
};

} // namespace kphys

#endif
