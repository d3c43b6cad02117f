// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/ParseCache.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;

ParseCache::ParseCache(Session &In, ProjectFiles &Files, std::string Question)
    : In(In), Files(Files), Question(std::move(Question)) {
  for (size_t Build = 0; Build < In.Program.Builds.size(); ++Build)
    In.cacheOf(Build).loadEntries(this->Question);
}

std::string ParseCache::about(size_t Unit, const std::string &Variant) const {
  return In.Program.Units[Unit].Name + "\n" + Files.commandHash(Unit) + "\n" + Variant;
}

std::string ParseCache::stateOf(const std::vector<std::string> &Paths) {
  std::vector<int64_t> Hashes;
  for (const std::string &Path : Paths)
    Hashes.push_back(Files.hash(Path));
  return llvm::utohexstr(llvm::xxh3_64bits(llvm::ArrayRef(
      reinterpret_cast<const uint8_t *>(Hashes.data()), Hashes.size() * sizeof(int64_t))));
}

std::optional<ParseCache::Answer> ParseCache::find(size_t Unit, const std::string &Variant) {
  std::string About = about(Unit, Variant);
  size_t Build = In.Program.Units[Unit].Build;
  RunCache &Cache = In.cacheOf(Build);
  std::optional<Answer> Result = answer(Build, Cache.findNew(Question, About));
  if (!Result)
    return answer(Build, Cache.find(Question, About));
  Result->IsOfThisRun = true;
  return Result;
}

std::optional<ParseCache::Answer> ParseCache::answer(size_t Build, const RunCache::Entry *Known) {
  if (!Known)
    return std::nullopt;
  Answer Result;
  auto [Names, Text] = llvm::StringRef(Known->Answer).split("\n\n");
  for (llvm::StringRef Name : llvm::split(Names, '\n'))
    Result.Files.push_back(Files.path(Name, Build));
  if (stateOf(Result.Files) != Known->State)
    return std::nullopt;
  Result.Text = Text;
  return Result;
}

void ParseCache::store(size_t Unit, const Answer &Found, const std::string &Variant) {
  size_t Build = In.Program.Units[Unit].Build;
  std::vector<std::string> Read;
  for (const std::string &File : Found.Files)
    Read.push_back(Files.name(File, Build));
  In.cacheOf(Build).store(Question, about(Unit, Variant),
                          {stateOf(Found.Files), llvm::join(Read, "\n") + "\n\n" + Found.Text});
}
