// What parses of earlier runs said, for as long as nothing that they read has changed.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_PARSECACHE_H
#define KPHYS_TOOL_PROGRAM_PARSECACHE_H

#include "tool/program/Session.h"

namespace kphys {

/// The answers to one question about units.
class ParseCache {
public:
  /// \p Question tells it from others, with everything that the answers depend on but the unit, its
  /// command and the files it reads, which \p Files look at. Each answer is kept with the unit's
  /// build. \p In and \p Files must outlive it.
  ParseCache(Session &In, ProjectFiles &Files, std::string Question);

  struct Answer {
    std::vector<std::string> Files; ///< that the parse read; absolute
    std::string Text;
    bool IsOfThisRun = false; ///< and not of an earlier one
  };

  /// \p Variant is what else tells one answer about the unit from another. What this run has found
  /// out so far counts as well, with or without a file to keep it in.
  std::optional<Answer> find(size_t Unit, const std::string &Variant = {});
  void store(size_t Unit, const Answer &Found, const std::string &Variant = {});

private:
  std::string about(size_t Unit, const std::string &Variant) const;
  /// What \p Known, which may be null, says, if it still holds.
  std::optional<Answer> answer(size_t Build, const RunCache::Entry *Known);
  std::string stateOf(const std::vector<std::string> &Paths);

  Session &In;
  ProjectFiles &Files;
  const std::string Question;
};

} // namespace kphys

#endif
