// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/ParseCache.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;

ParseCache::ParseCache(RunCache &Cache, const Project &Of, ProjectFiles &Files,
                       std::string Question)
    : Cache(Cache), Of(Of), Files(Files), Question(std::move(Question)) {
  Cache.load(this->Question);
}

std::string ParseCache::about(size_t Unit, const std::string &Variant) const {
  return Of.Units[Unit].Name + "\n" + Files.commandHash(Unit) + "\n" + Variant;
}

std::string ParseCache::stateOf(const std::vector<std::string> &Names) {
  std::vector<int64_t> Hashes;
  for (const std::string &Name : Names)
    Hashes.push_back(Files.hash(Name));
  return llvm::utohexstr(llvm::xxh3_64bits(llvm::ArrayRef(
      reinterpret_cast<const uint8_t *>(Hashes.data()), Hashes.size() * sizeof(int64_t))));
}

std::optional<ParseCache::Answer> ParseCache::find(size_t Unit, const std::string &Variant) {
  std::string About = about(Unit, Variant);
  std::optional<Answer> Result = answer(Cache.findNew(Question, About));
  if (!Result)
    return answer(Cache.find(Question, About));
  Result->IsOfThisRun = true;
  return Result;
}

std::optional<ParseCache::Answer> ParseCache::answer(const RunCache::Entry *Known) {
  if (!Known)
    return std::nullopt;
  Answer Result;
  auto [Names, Text] = llvm::StringRef(Known->Answer).split("\n\n");
  std::vector<std::string> Read;
  for (llvm::StringRef Name : llvm::split(Names, '\n'))
    Read.push_back(Name.str());
  if (stateOf(Read) != Known->State)
    return std::nullopt;
  for (const std::string &Name : Read)
    Result.Files.push_back(Files.path(Name));
  Result.Text = Text;
  return Result;
}

void ParseCache::store(size_t Unit, const Answer &Found, const std::string &Variant) {
  std::vector<std::string> Read;
  for (const std::string &File : Found.Files)
    Read.push_back(Files.name(File));
  Cache.store(Question, about(Unit, Variant),
              {stateOf(Read), llvm::join(Read, "\n") + "\n\n" + Found.Text});
}
