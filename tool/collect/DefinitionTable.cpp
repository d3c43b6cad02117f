// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/DefinitionTable.h"

#include "checks/scan/DefinedFunctions.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Threads.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::StringRef;

std::vector<size_t> DefinitionTable::definersOf(StringRef Function) {
  if (!std::exchange(IsRead, true))
    read();
  uint64_t Hash = llvm::xxh3_64bits(Function);
  std::vector<size_t> Result;
  for (auto Each = llvm::lower_bound(Definers, std::pair(Hash, uint32_t(0)));
       Each != Definers.end() && Each->first == Hash; ++Each)
    Result.push_back(Each->second);
  return Result;
}

std::optional<size_t> DefinitionTable::unitOf(StringRef Source) {
  if (BySource.empty())
    for (size_t I = 0; I < Of.Units.size(); ++I)
      BySource.try_emplace(Of.Units[I].Source, I);
  auto Found = BySource.find(Source);
  if (Found == BySource.end() || Of.Units[Found->second].isAssembly())
    return std::nullopt;
  return Found->second;
}

void DefinitionTable::read() {
  std::vector<std::vector<uint64_t>> ByUnit(Of.Units.size());
  onThreads(Of.Units.size(), Threads, [&](size_t I) {
    if (Of.Units[I].isAssembly())
      return;
    if (auto Text = readRegularFile(Of.Units[I].Command.File))
      forEachDefinedFunction((*Text)->getBuffer(),
                             [&](StringRef Name) { ByUnit[I].push_back(llvm::xxh3_64bits(Name)); });
  });
  for (uint32_t I = 0; I < ByUnit.size(); ++I)
    for (uint64_t Hash : ByUnit[I])
      Definers.push_back({Hash, I});
  llvm::sort(Definers);
  Definers.erase(std::unique(Definers.begin(), Definers.end()), Definers.end());
}

std::vector<size_t> DefinitionTable::storersIn(StringRef Pointer,
                                               const std::set<std::string> &Sources) const {
  auto [Record, Field] = Pointer.split('.');
  std::vector<char> May(Of.Units.size());
  onThreads(Of.Units.size(), Threads, [&, Record = Record, Field = Field](size_t I) {
    if (!Sources.count(Of.Units[I].Name))
      return;
    if (auto Text = readRegularFile(Of.Units[I].Command.File))
      May[I] = mayStoreIn((*Text)->getBuffer(), Record, Field);
  });
  std::vector<size_t> Result;
  for (size_t I = 0; I < May.size(); ++I)
    if (May[I])
      Result.push_back(I);
  return Result;
}
