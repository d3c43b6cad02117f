// What no build has compiled, and what it would take.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_RESIDUE_RESIDUE_H
#define KPHYS_TOOL_RESIDUE_RESIDUE_H

#include "checks/scan/TreeScan.h"
#include "tool/residue/KbuildLists.h"

namespace kphys {

/// A source to compile for a place to be seen.
struct Revealing {
  std::string Source;       ///< relative to the tree
  std::string Architecture; ///< the directory below arch/, where it takes that one; or empty
  WaysToBuild Ways;         ///< the conditions of the place are in them
};

class Residue {
public:
  /// \p Text must outlive it.
  Residue(std::string Root, const TreeScan &Text) : Root(Root), Text(Text), Conditions(Root) {}

  /// What would reveal line \p Line of \p File, which nobody has seen: few sources, the nearest
  /// first. None where Kbuild compiles nothing of the kind.
  std::vector<Revealing> revealing(const std::string &File, unsigned Line);

  /// That in words, \p Ways being what revealing() says of the line, or why nothing would.
  std::string describe(const std::string &File, unsigned Line, const std::vector<Revealing> &Ways);

private:
  const Needs &needsAround(const std::string &File, unsigned Line);
  Revealing revealedBy(const std::string &Source, const Needs &Around);

  const std::string Root;
  const TreeScan &Text;
  BuildConditions Conditions;
  std::map<std::string, std::map<unsigned, Needs>> Around; ///< by file and line
};

} // namespace kphys

#endif
