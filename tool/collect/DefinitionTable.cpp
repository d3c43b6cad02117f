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

std::optional<size_t> DefinitionTable::unitOf(StringRef Source, size_t Build) {
  if (BySource.empty()) {
    BySource.resize(Of.Builds.size());
    for (size_t I = 0; I < Of.Units.size(); ++I)
      if (!Of.Units[I].isAssembly())
        BySource[Of.Units[I].Build].try_emplace(Of.Units[I].Source, I);
  }
  auto Found = BySource[Build].find(Source);
  return Found == BySource[Build].end() ? std::nullopt : std::optional(Found->second);
}

void DefinitionTable::read() {
  std::map<StringRef, std::vector<uint32_t>> UnitsOf; // builds have most sources in common
  for (uint32_t I = 0; I < Of.Units.size(); ++I)
    if (!Of.Units[I].isAssembly())
      UnitsOf[Of.Units[I].Command.File].push_back(I);
  std::vector<StringRef> Sources;
  for (const auto &[Source, Units] : UnitsOf)
    Sources.push_back(Source);
  std::vector<std::vector<uint64_t>> Defined(Sources.size());
  onThreads(Sources.size(), Threads, [&](size_t I) {
    if (auto Text = readRegularFile(Sources[I].str()))
      forEachDefinedFunction((*Text)->getBuffer(), [&](StringRef Name) {
        Defined[I].push_back(llvm::xxh3_64bits(Name));
      });
  });
  for (size_t I = 0; I < Sources.size(); ++I)
    for (uint64_t Hash : Defined[I])
      for (uint32_t Unit : UnitsOf[Sources[I]])
        Definers.push_back({Hash, Unit});
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
