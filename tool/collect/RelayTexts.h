// What texts say of relays that no parse shows: names in strings, new names that are there already,
// code that is not C, and files that no build has.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_RELAYTEXTS_H
#define KPHYS_TOOL_COLLECT_RELAYTEXTS_H

#include "checks/catalog/Relay.h"
#include "llvm/ADT/StringRef.h"

namespace kphys {

class TreeScan;

/// Relays and the files that may use them.
class RelayReaders {
public:
  RelayReaders(std::set<Relay> Relays, const TreeScan &Text);

  const std::set<Relay> &relays() const { return Relays; }

  /// True if \p File may know the struct of the member \p Key: it reads the file that declares it,
  /// as far as #include lines tell. A function may be used anywhere.
  bool mayUse(const std::string &Key, const std::string &File) const;

private:
  const std::set<Relay> Relays;
  std::map<std::string, std::set<std::string>> Readers; ///< of members, by key
};

/// The line of the first object of `struct \p Record` in \p Text, a C file, with an initializer
/// that begins with a member without a name; nothing if there is none.
std::optional<unsigned> unnamedInitializer(llvm::StringRef Text, llvm::StringRef Record);

/// Why relays, by key, cannot change, as far as the files below \p Root tell. \p Seen are those
/// that a parse has read. Reads all files, with \p Threads threads.
std::map<std::string, std::string> relayProblems(const RelayReaders &Of, const TreeScan &Text,
                                                 const std::set<std::string> &Seen,
                                                 const std::string &Root, unsigned Threads);

} // namespace kphys

#endif
