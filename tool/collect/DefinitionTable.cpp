// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/DefinitionTable.h"

#include "checks/scan/DefinedFunctions.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Threads.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::StringRef;
namespace endian = llvm::support::endian;

const std::vector<size_t> &DefinitionTable::unitsNamed(StringRef Name) {
  static const std::vector<size_t> None;
  if (UnitsNamed.empty())
    for (size_t I = 0; I < Of.Units.size(); ++I)
      if (!Of.Units[I].isAssembly())
        UnitsNamed[Of.Units[I].Name].push_back(I);
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
  if (!Definers)
    readDefiners();
  uint64_t Hash = llvm::xxh3_64bits(Function);
  std::vector<size_t> Result;
  for (auto Each = llvm::lower_bound(*Definers, std::pair(Hash, uint32_t(0)));
       Each != Definers->end() && Each->first == Hash; ++Each)
    Result.push_back(Each->second);
  return Result;
}

void DefinitionTable::readDefiners() {
  std::map<StringRef, std::vector<uint32_t>> UnitsOf; // builds have most sources in common
  for (uint32_t I = 0; I < Of.Units.size(); ++I)
    if (!Of.Units[I].isAssembly())
      UnitsOf[Of.Units[I].Command.File].push_back(I);
  std::vector<std::string> Sources;
  for (const auto &[Source, Own] : UnitsOf)
    Sources.push_back(Source.str());
  constexpr size_t Bytes = sizeof(uint64_t);
  std::vector<std::string> Defined =
      askTexts("defined functions", Sources, Threads, Cache, [](size_t, StringRef Text) {
        std::set<uint64_t> Hashes;
        forEachDefinedFunction(Text,
                               [&](StringRef Name) { Hashes.insert(llvm::xxh3_64bits(Name)); });
        std::string Result(Hashes.size() * Bytes, '\0');
        char *To = Result.data();
        for (uint64_t Each : Hashes)
          endian::write64le(std::exchange(To, To + Bytes), Each);
        return Result;
      });
  Definers.emplace();
  for (size_t I = 0; I < Sources.size(); ++I)
    for (size_t At = 0; At + Bytes <= Defined[I].size(); At += Bytes)
      for (uint32_t Unit : UnitsOf[Sources[I]])
        Definers->push_back({endian::read64le(Defined[I].data() + At), Unit});
  llvm::sort(*Definers);
}

void DefinitionTable::findStorers(const std::set<std::string> &Pointers) {
  struct Asked {
    std::string Pointer, Question;
    StringRef Record, Field;
    llvm::BitVector Files; ///< that can know of it
  };
  std::vector<Asked> New;
  llvm::BitVector All(Text.files().size());
  for (const std::string &Each : Pointers) {
    auto [Known, IsNew] = StorersOf.try_emplace(Each);
    if (!IsNew)
      continue;
    auto [Pointer, File] = StringRef(Known->first).split('@');
    Asked &One = New.emplace_back(Asked{Each, "storers of " + Each, Pointer.split('.').first,
                                        Pointer.split('.').second, Text.withIncluders(File)});
    Cache.load(One.Question);
    All |= One.Files;
  }
  std::vector<unsigned> Files(All.set_bits_begin(), All.set_bits_end());
  std::vector<std::string> Paths;
  for (unsigned File : Files)
    Paths.push_back(Of.Tree.Root + "/" + Text.files()[File]);
  struct Answer {
    size_t Asked = 0;
    bool IsNew = false, MayStore = false;
  };
  std::vector<std::vector<Answer>> Answers(Files.size());
  Cache.look(Paths, Threads, /*Again=*/false);
  onThreads(Files.size(), Threads, [&](size_t K) {
    std::unique_ptr<llvm::MemoryBuffer> Source; // read once for all pointers, or not at all
    for (size_t I = 0; I < New.size(); ++I) {
      if (!New[I].Files.test(Files[K]))
        continue;
      if (std::optional<StringRef> Known = Cache.recall(New[I].Question, Paths[K])) {
        Answers[K].push_back({I, /*IsNew=*/false, !Known->empty()});
        continue;
      }
      if (!Source) {
        auto Read = readRegularFile(Paths[K]);
        if (!Read)
          continue;
        Source = std::move(*Read);
      }
      Answers[K].push_back(
          {I, /*IsNew=*/true, mayStoreIn(Source->getBuffer(), New[I].Record, New[I].Field)});
    }
  });
  for (size_t K = 0; K < Files.size(); ++K)
    for (const Answer &Said : Answers[K]) {
      if (Said.MayStore)
        StorersOf[New[Said.Asked].Pointer].push_back(Text.files()[Files[K]]);
      if (Said.IsNew)
        Cache.remember(New[Said.Asked].Question, Paths[K], Said.MayStore ? "yes" : "");
    }
}
