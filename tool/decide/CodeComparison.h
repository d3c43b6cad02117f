// Compiles a unit as it was and as it is: which of its functions and data are the same code?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_CODECOMPARISON_H
#define KPHYS_TOOL_DECIDE_CODECOMPARISON_H

#include "checks/frontend/ParseUnit.h"
#include "checks/sources/JsonText.h"
#include "rewriters/verify/GeneratedCode.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// What comparing the code of one unit came to. Functions are called as in the source.
struct Comparison {
  /// Functions that both sides have, each with the first difference between the two; empty if
  /// there is none. One that is part of others, and gone itself, is as they are.
  std::map<std::string, std::string> Functions;
  std::map<std::string, std::string> Parts; ///< of those, what they are part of
  std::set<std::string> OneSided;           ///< functions of one side only
  /// What differs besides through what it has in it of other functions: functions, and data with
  /// `data ` before the name, with the first difference.
  std::map<std::string, std::string> Roots;
  std::map<std::string, std::set<std::string>> DataUsers; ///< functions that name data of Roots
  std::map<std::string, std::set<std::string>> Expansions, Holders; ///< see GeneratedCode
  std::string Problem;            ///< why nothing can be said, if so
  std::vector<std::string> Files; ///< that were read

  /// Why not all is known to be the same; empty if it is.
  std::string firstDifference() const;
};
KPHYS_JSON_MEMBERS(Comparison, Functions, Parts, OneSided, Roots, DataUsers, Expansions, Holders,
                   Problem, Files)

/// What to compare.
struct CodeSides {
  const CompileCommand &Command;
  const FileOverlay &Before, &After;
  GeneratedCode::Questions Asked[2]; ///< about the code before and after
  std::set<std::string> Needed; ///< places of which there must be code, whether it is used or not
  bool WithUnused = false;      ///< functions of headers, too
};

/// Compares in this process, a worker's.
Comparison compareCode(const CodeSides &Of);

} // namespace kphys

#endif
