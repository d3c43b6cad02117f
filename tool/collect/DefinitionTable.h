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

/// By text, which is read where no earlier run has.
class DefinitionTable {
public:
  /// All must outlive it.
  DefinitionTable(const Project &Of, const TreeScan &Text, TextCache &Cache, unsigned Threads)
      : Of(Of), Text(Text), Cache(Cache), Threads(Threads) {}

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
  void readDefiners();

  const Project &Of;
  const TreeScan &Text;
  TextCache &Cache;
  const unsigned Threads;
  llvm::StringMap<std::vector<size_t>> UnitsNamed; ///< empty until somebody asks
  /// Hash of a name, unit; sorted; likewise.
  std::optional<std::vector<std::pair<uint64_t, uint32_t>>> Definers;
  std::map<std::string, std::vector<std::string>> StorersOf; ///< by pointer
};

} // namespace kphys

#endif
