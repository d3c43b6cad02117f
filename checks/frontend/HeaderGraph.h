// The headers of one parse, numbered: for questions that every unit asks of them.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_HEADERGRAPH_H
#define KPHYS_CHECKS_FRONTEND_HEADERGRAPH_H

#include "checks/frontend/HeaderUse.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringMap.h"

namespace kphys {

class HeaderGraph {
public:
  /// The part of \p Use that is about \p Files. What it says of other files is left out.
  HeaderGraph(const HeaderUse &Use, const std::set<std::string> &Files);

  bool has(llvm::StringRef File) const { return Numbers.count(File) != 0; }

  /// A set of files, by number.
  using Files = llvm::BitVector;

  /// What the command line includes, and what \p Unit includes, directly or not.
  Files reach(const FileGraph &Unit) const;

  /// True if \p File is in \p Some, or none of the files.
  bool isIn(const Files &Some, const std::string &File) const;

  /// True if no file of \p Some uses a macro of a file that is not in it.
  bool isClosed(const Files &Some) const;

  std::set<std::string> names(const Files &Some) const;

private:
  std::vector<unsigned> numbers(const FileGraph &Graph, const std::string &Of) const;

  std::vector<std::string> Names; ///< in order
  llvm::StringMap<unsigned> Numbers;
  std::vector<std::vector<unsigned>> Includes, Definers; ///< by number
  std::vector<unsigned> OfTheCommandLine;
};

} // namespace kphys

#endif
