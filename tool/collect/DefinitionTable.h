// Which units may define a function, or store one in a field?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_DEFINITIONTABLE_H
#define KPHYS_TOOL_COLLECT_DEFINITIONTABLE_H

#include "checks/scan/TreeScan.h"
#include "tool/program/Project.h"
#include "llvm/ADT/StringMap.h"
#include <optional>
#include <set>

namespace kphys {

/// By text: sources are read when first asked for, or not at all, where an earlier run has asked
/// the same of the same tree.
class DefinitionTable {
public:
  /// Both must outlive it.
  DefinitionTable(const Project &Of, const TreeScan &Text, unsigned Threads)
      : Of(Of), Text(Text), Threads(Threads) {}

  /// The units that may define \p Function, in order.
  std::vector<size_t> definersOf(llvm::StringRef Function);

  /// Finds out what storersOf() of each of \p Pointers is: each file is read once for all.
  void findStorers(const std::set<std::string> &Pointers);

  /// The files, by their names, that may store something in \p Pointer, `record.field@file`, which
  /// findStorers() was told of.
  const std::vector<std::string> &storersOf(const std::string &Pointer) const {
    return StorersOf.at(Pointer);
  }

  /// The units, but for assembly, that have the name \p Name, in order.
  const std::vector<size_t> &unitsNamed(llvm::StringRef Name);

  /// The first unit of build number \p Build whose source is \p Source, if it is no assembly.
  std::optional<size_t> unitOf(llvm::StringRef Source, size_t Build);

private:
  using Definers = std::vector<std::pair<uint64_t, uint32_t>>; ///< hash of a name, unit; sorted
  Definers definersIn(const std::vector<uint32_t> &Units) const;
  void nameUnits();

  const Project &Of;
  const TreeScan &Text;
  const unsigned Threads;
  llvm::StringMap<std::vector<size_t>> UnitsNamed; ///< empty until somebody asks
  std::string HashOfNames;                         ///< of these
  std::optional<Definers> InTree, Outside;         ///< by where the units' sources are; likewise
  std::map<std::string, std::vector<std::string>> StorersOf; ///< by pointer
};

} // namespace kphys

#endif
