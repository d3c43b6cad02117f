// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/DefinitionTable.h"

#include "checks/scan/DefinedFunctions.h"
#include "checks/sources/Paths.h"
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

/// Shows \p Take the numbers of each pointer and of each of \p Count files, with \p NameOf and \p
/// PathOf, that may store something in it, in order.
template <typename NameFunction, typename PathFunction, typename TakeFunction>
static void forEachStorer(llvm::ArrayRef<DefinitionTable::Pointer> Pointers, size_t Count,
                          unsigned Threads, const NameFunction &NameOf, const PathFunction &PathOf,
                          const TakeFunction &Take) {
  std::vector<llvm::SmallVector<unsigned, 1>> May(Count);
  onThreads(Count, Threads, [&](size_t File) {
    const std::string &Name = NameOf(File);
    llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> Text = nullptr;
    for (unsigned I = 0; I < Pointers.size(); ++I) {
      if (!Pointers[I].Files.count(Name))
        continue;
      if (Text && !*Text)
        Text = readRegularFile(PathOf(File));
      if (Text && mayStoreIn((*Text)->getBuffer(), Pointers[I].Record, Pointers[I].Field))
        May[File].push_back(I);
    }
  });
  for (size_t File = 0; File < Count; ++File)
    for (unsigned I : May[File])
      Take(I, File);
}

std::vector<std::vector<size_t>>
DefinitionTable::storersIn(llvm::ArrayRef<Pointer> Pointers) const {
  std::vector<std::vector<size_t>> Result(Pointers.size());
  forEachStorer(
      Pointers, Of.Units.size(), Threads,
      [&](size_t Unit) -> const std::string & { return Of.Units[Unit].Name; },
      [&](size_t Unit) { return Of.Units[Unit].Command.File; },
      [&](unsigned I, size_t Unit) { Result[I].push_back(Unit); });
  return Result;
}

std::vector<std::vector<std::string>>
DefinitionTable::headersStoringIn(llvm::ArrayRef<Pointer> Pointers) const {
  std::set<std::string> All;
  for (const Pointer &Each : Pointers)
    llvm::copy_if(Each.Files, std::inserter(All, All.end()),
                  [](StringRef File) { return File.ends_with(".h"); });
  const std::vector<std::string> Headers(All.begin(), All.end());
  std::vector<std::vector<std::string>> Result(Pointers.size());
  forEachStorer(
      Pointers, Headers.size(), Threads,
      [&](size_t I) -> const std::string & { return Headers[I]; },
      [&](size_t I) { return absolutePath(Headers[I], Of.Tree.Root); },
      [&](unsigned I, size_t Header) { Result[I].push_back(Headers[Header]); });
  return Result;
}
