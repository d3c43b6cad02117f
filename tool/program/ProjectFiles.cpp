// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/ProjectFiles.h"

#include "checks/sources/RegularFile.h"
#include "checks/sources/Threads.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;

static void replaceAll(std::string &Text, const std::string &From, const std::string &To) {
  for (size_t At = 0; (At = Text.find(From, At)) != std::string::npos; At += To.size())
    Text.replace(At, From.size(), To);
}

std::string ProjectFiles::name(llvm::StringRef Path, size_t Build) const {
  for (const std::string &Root : Of.TreeRoots)
    if (Path.starts_with(Root) && Path.drop_front(Root.size()).starts_with("/"))
      return Path.drop_front(Root.size() + 1).str();
  return Path.consume_front(Of.Builds[Build].Directory + "/") ? "$BUILD/" + Path.str() : Path.str();
}

std::string ProjectFiles::path(llvm::StringRef Name, size_t Build) const {
  if (Name.consume_front("$BUILD/"))
    return Of.Builds[Build].Directory + "/" + Name.str();
  return Name.starts_with("/") ? Name.str() : Of.Tree.Root + "/" + Name.str();
}

std::string ProjectFiles::commandHash(size_t Unit) const {
  std::string Command;
  for (std::string &Argument : Of.Units[Unit].Command.arguments()) {
    for (const std::string &Root : Of.TreeRoots)
      replaceAll(Argument, Root, "$TREE");
    replaceAll(Argument, Of.buildOf(Unit).Directory, "$BUILD");
    Command += Argument + "\n";
  }
  return llvm::utohexstr(llvm::xxh3_64bits(Command));
}

std::optional<int64_t> ProjectFiles::hashOfFile(const std::string &Path) const {
  if (auto Edited = Overlay.find(Path); Edited != Overlay.end())
    return static_cast<int64_t>(llvm::xxh3_64bits(Edited->second));
  if (auto Text = readRegularFile(Path))
    return static_cast<int64_t>(llvm::xxh3_64bits((*Text)->getBuffer()));
  return std::nullopt;
}

int64_t ProjectFiles::hash(const std::string &Path) {
  auto [Found, IsNew] = Hashes.try_emplace(Path);
  if (!IsNew)
    return Found->second;
  if (std::optional<int64_t> Hash = hashOfFile(Path))
    Found->second = *Hash;
  return Found->second;
}

void ProjectFiles::hashAhead(const std::vector<std::string> &Paths, unsigned Threads) {
  std::vector<std::optional<int64_t>> Found(Paths.size());
  onThreads(Paths.size(), Threads, [&](size_t I) {
    if (!knows(Paths[I]))
      Found[I] = hashOfFile(Paths[I]);
  });
  for (size_t I = 0; I < Paths.size(); ++I)
    if (Found[I])
      Hashes.try_emplace(Paths[I], *Found[I]);
}
