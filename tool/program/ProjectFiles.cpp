// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/ProjectFiles.h"

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

int64_t ProjectFiles::hash(const std::string &Path) {
  if (!knows(Path))
    hashAhead({Path}, /*Threads=*/1);
  return Hashes[Path];
}

void ProjectFiles::hashAhead(const std::vector<std::string> &Paths, unsigned Threads) {
  std::vector<std::string> OnDisk;
  for (const std::string &Each : Paths) {
    if (knows(Each))
      continue;
    if (auto Edited = Overlay.find(Each); Edited != Overlay.end())
      Hashes[Each] = static_cast<int64_t>(llvm::xxh3_64bits(Edited->second));
    else
      OnDisk.push_back(Each);
  }
  Cache.look(OnDisk, Threads, /*Again=*/true); // as close to a parse as can be
  std::vector<std::string> Found =
      askTexts("hash", OnDisk, Threads, Cache, [](size_t, llvm::StringRef Text) {
        return std::to_string(static_cast<int64_t>(llvm::xxh3_64bits(Text)));
      });
  for (size_t I = 0; I < OnDisk.size(); ++I)
    if (int64_t Hash; llvm::to_integer(Found[I], Hash, /*Base=*/10))
      Hashes[OnDisk[I]] = Hash;
}
