// How the history of a file begins its subjects: `drm/i915: `.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_SUBJECTHISTORY_H
#define KPHYS_TOOL_SERIES_SUBJECTHISTORY_H

#include "llvm/ADT/StringRef.h"
#include <map>
#include <string>
#include <vector>

namespace kphys {

/// What \p Subject begins with before it says what is done; empty where that cannot be told.
llvm::StringRef prefixOfSubject(llvm::StringRef Subject);

/// The prefix that most of the last commits of each of \p Files have, by file; those without a
/// history that agrees are left out. \p TreeRoot need not be a work tree of Git.
std::map<std::string, std::string> prefixesOfHistory(const std::vector<std::string> &Files,
                                                     const std::string &TreeRoot, unsigned Threads);

} // namespace kphys

#endif
