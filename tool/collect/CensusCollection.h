// Counts over the whole project what each `struct page *` of a carrier is used for.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_CENSUSCOLLECTION_H
#define KPHYS_TOOL_COLLECT_CENSUSCOLLECTION_H

#include "checks/census/CountedUse.h"
#include "tool/program/Session.h"
#include "tool/program/UnitRecord.h"

namespace kphys {

struct Census {
  std::vector<CountedUse> Uses;           ///< each once, by file and offset
  std::vector<UnitRecord> Units;          ///< of the whole project
  std::map<std::string, unsigned> Unseen; ///< mentions that no unit has shown, by file

  unsigned unseen() const {
    unsigned Result = 0;
    for (const auto &[File, Count] : Unseen)
      Result += Count;
    return Result;
  }
};

/// Asks the units of \p In that mention a name of the census, and for each header of the whole
/// kernel that does one unit of each build. An error is a file that cannot be read.
llvm::Expected<Census> takeCensus(Session &In);

} // namespace kphys

#endif
