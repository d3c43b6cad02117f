// What an #include names.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_INCLUDENAME_H
#define KPHYS_CHECKS_SOURCES_INCLUDENAME_H

#include "llvm/ADT/StringRef.h"

namespace kphys {

struct IncludeName {
  llvm::StringRef File; ///< as written; empty where there is no #include of a file
  bool IsQuoted = false;
};

/// The file name of an #include whose '#' is at \p Text[At].
inline IncludeName includeAt(llvm::StringRef Text, size_t At) {
  llvm::StringRef Rest = Text.substr(At + 1).ltrim(" \t");
  if (!Rest.consume_front("include"))
    return {};
  Rest = Rest.ltrim(" \t");
  if (Rest.empty() || (Rest.front() != '<' && Rest.front() != '"'))
    return {};
  size_t End = Rest.find_first_of(">\"\n", 1);
  return {Rest.slice(1, End), Rest.front() == '"'};
}

} // namespace kphys

#endif
