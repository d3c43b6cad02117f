// How a unit of the database fared.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_UNITRECORD_H
#define KPHYS_TOOL_PROGRAM_UNITRECORD_H

#include <string>

namespace kphys {

struct UnitRecord {
  enum class Status {
    Parsed,
    Skipped,
    Failed,
    Crashed,
    TimedOut,
    Outside, ///< it is none of the tree's, and was not looked at
  };
  std::string File; ///< the unit's name
  Status Is = Status::Skipped;
  std::string Why;
  std::string Build = {}; ///< the name of its build, where there are several

  bool failed() const { return Is != Status::Parsed && Is != Status::Skipped; }
};

} // namespace kphys

#endif
