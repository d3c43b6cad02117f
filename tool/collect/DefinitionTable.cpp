// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/DefinitionTable.h"

#include "checks/scan/DefinedFunctions.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Threads.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::StringRef;

void DefinitionTable::nameUnits() {
  if (!UnitsNamed.empty())
    return;
  std::set<StringRef> Names;
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if (const Unit &Each = Of.Units[I]; !Each.isAssembly()) {
      UnitsNamed[Each.Name].push_back(I);
      if (!Each.Source.empty())
        Names.insert(Each.Name);
    }
  HashOfNames = llvm::utohexstr(llvm::xxh3_64bits(llvm::join(Names, "\n")));
}

const std::vector<size_t> &DefinitionTable::unitsNamed(StringRef Name) {
  static const std::vector<size_t> None;
  nameUnits();
  auto Found = UnitsNamed.find(Name);
  return Found == UnitsNamed.end() ? None : Found->second;
}

std::optional<size_t> DefinitionTable::unitOf(StringRef Source, size_t Build) {
  for (size_t Unit : unitsNamed(Source))
    if (Of.Units[Unit].Build == Build && Of.Units[Unit].Source == Source)
      return Unit;
  return std::nullopt;
}

std::vector<size_t> DefinitionTable::definersOf(StringRef Function) {
  nameUnits();
  auto UnitsWhere = [&](bool IsInTree) {
    std::vector<uint32_t> Result;
    for (uint32_t I = 0; I < Of.Units.size(); ++I)
      if (!Of.Units[I].isAssembly() && Of.Units[I].Source.empty() != IsInTree)
        Result.push_back(I);
    return Result;
  };
  auto Lookup = [&](const Definers &In) {
    uint64_t Hash = llvm::xxh3_64bits(Function);
    std::vector<size_t> Result;
    for (auto Each = llvm::lower_bound(In, std::pair(Hash, uint32_t(0)));
         Each != In.end() && Each->first == Hash; ++Each)
      Result.push_back(Each->second);
    return Result;
  };
  if (!Outside)
    Outside = definersIn(UnitsWhere(/*IsInTree=*/false));
  std::vector<size_t> Result = Lookup(*Outside);
  // The sources of a database are a part of those of the tree.
  const std::string Question = "definers in " + HashOfNames;
  std::optional<std::vector<std::string>> Names = Text.recall(Question, Function.str());
  if (!Names) {
    if (!InTree)
      InTree = definersIn(UnitsWhere(/*IsInTree=*/true));
    std::set<std::string> Found;
    for (size_t Unit : Lookup(*InTree))
      Found.insert(Of.Units[Unit].Name);
    Names.emplace(Found.begin(), Found.end());
    Text.remember(Question, Function.str(), *Names);
  }
  for (const std::string &Name : *Names)
    llvm::append_range(Result, unitsNamed(Name));
  llvm::sort(Result);
  return Result;
}

DefinitionTable::Definers DefinitionTable::definersIn(const std::vector<uint32_t> &Units) const {
  std::map<StringRef, std::vector<uint32_t>> UnitsOf; // builds have most sources in common
  for (uint32_t Unit : Units)
    UnitsOf[Of.Units[Unit].Command.File].push_back(Unit);
  std::vector<StringRef> Sources;
  for (const auto &[Source, Own] : UnitsOf)
    Sources.push_back(Source);
  std::vector<std::vector<uint64_t>> Defined(Sources.size());
  onThreads(Sources.size(), Threads, [&](size_t I) {
    if (auto Text = readRegularFile(Sources[I].str()))
      forEachDefinedFunction((*Text)->getBuffer(), [&](StringRef Name) {
        Defined[I].push_back(llvm::xxh3_64bits(Name));
      });
  });
  Definers Result;
  for (size_t I = 0; I < Sources.size(); ++I)
    for (uint64_t Hash : Defined[I])
      for (uint32_t Unit : UnitsOf[Sources[I]])
        Result.push_back({Hash, Unit});
  llvm::sort(Result);
  Result.erase(std::unique(Result.begin(), Result.end()), Result.end());
  return Result;
}

void DefinitionTable::findStorers(const std::set<std::string> &Pointers) {
  const std::string Question = "storers";
  struct Asked {
    std::string Pointer;
    StringRef Record, Field;
    std::set<size_t> Files; ///< that can know of it
  };
  std::vector<Asked> New;
  std::map<std::string, size_t> NumberOf; ///< of those files
  std::vector<std::string> Names;
  for (const std::string &Each : Pointers) {
    auto [Known, IsNew] = StorersOf.try_emplace(Each);
    if (!IsNew)
      continue;
    if (std::optional<std::vector<std::string>> Found = Text.recall(Question, Each)) {
      Known->second = std::move(*Found);
      continue;
    }
    auto [Pointer, File] = StringRef(Known->first).split('@');
    Asked &One =
        New.emplace_back(Asked{Each, Pointer.split('.').first, Pointer.split('.').second, {}});
    auto Add = [&](const std::string &Name) {
      auto [Number, IsFirst] = NumberOf.try_emplace(Name, Names.size());
      if (IsFirst)
        Names.push_back(Name);
      One.Files.insert(Number->second);
      return true;
    };
    Add(File.str());
    Text.visitIncluders(File.str(), Add);
  }
  std::vector<std::vector<size_t>> May(Names.size());
  onThreads(Names.size(), Threads, [&](size_t File) {
    auto Source = readRegularFile(Of.Tree.Root + "/" + Names[File]);
    for (size_t I = 0; Source && I < New.size(); ++I)
      if (New[I].Files.count(File) &&
          mayStoreIn((*Source)->getBuffer(), New[I].Record, New[I].Field))
        May[File].push_back(I);
  });
  for (const auto &[Name, File] : NumberOf) // in order
    for (size_t I : May[File])
      StorersOf[New[I].Pointer].push_back(Name);
  for (const Asked &Each : New)
    Text.remember(Question, Each.Pointer, StorersOf[Each.Pointer]);
}
