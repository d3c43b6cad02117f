// Which units may define a function, or store one in a field?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_DEFINITIONTABLE_H
#define KPHYS_TOOL_COLLECT_DEFINITIONTABLE_H

#include "tool/program/Project.h"
#include "llvm/ADT/StringMap.h"
#include <optional>
#include <set>

namespace kphys {

/// By the texts of the units' sources, which are read when first asked for.
class DefinitionTable {
public:
  /// \p Of must outlive it.
  DefinitionTable(const Project &Of, unsigned Threads) : Of(Of), Threads(Threads) {}

  /// The units that may define \p Function, in order.
  std::vector<size_t> definersOf(llvm::StringRef Function);

  /// A field of a record, and the names of the files that can know of it.
  struct Pointer {
    llvm::StringRef Record, Field;
    const std::set<std::string> &Files;
  };

  /// Of each of \p Pointers, the units that may store something in it, in order. All are read once,
  /// however many pointers there are.
  std::vector<std::vector<size_t>> storersIn(llvm::ArrayRef<Pointer> Pointers) const;

  /// The same of the headers among the files, by their names.
  std::vector<std::vector<std::string>> headersStoringIn(llvm::ArrayRef<Pointer> Pointers) const;

  /// The first unit of build number \p Build whose source is \p Source, if it is no assembly.
  std::optional<size_t> unitOf(llvm::StringRef Source, size_t Build);

private:
  void read();

  const Project &Of;
  const unsigned Threads;
  bool IsRead = false;
  /// By build, see unitOf(); empty until somebody asks.
  std::vector<llvm::StringMap<size_t>> BySource;
  std::vector<std::pair<uint64_t, uint32_t>> Definers; ///< hash of a name, unit; sorted
};

} // namespace kphys

#endif
