// What texts say of relays that no parse shows: a member that is set by its place in an
// initializer, and code that is not C.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_RELAYTEXTS_H
#define KPHYS_TOOL_COLLECT_RELAYTEXTS_H

#include "checks/catalog/Relay.h"
#include "llvm/ADT/StringRef.h"

namespace kphys {

class TreeScan;

/// The line of the first object of `struct \p Record` in \p Text, a C file, with an initializer in
/// which a member has no name; nothing if there is none.
std::optional<unsigned> unnamedInitializer(llvm::StringRef Text, llvm::StringRef Record);

/// Why members of \p Relays, by key, cannot change, as far as the files of \p Text below \p Root
/// tell, and why any of them cannot, as far as the other files there do. Reads them with \p Threads
/// threads.
std::map<std::string, std::string> relayProblems(const std::set<Relay> &Relays,
                                                 const TreeScan &Text, const std::string &Root,
                                                 unsigned Threads);

} // namespace kphys

#endif
