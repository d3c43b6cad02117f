// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/TreeFiles.h"

#include "checks/sources/RegularFile.h"
#include "rewriters/apply/FileErrors.h"
#include "llvm/Support/xxhash.h"
#include <fcntl.h>

using namespace kphys;
using llvm::ErrorOr;
using llvm::StringRef;

ErrorOr<FileHandle> kphys::openTree(const std::string &TreeRoot) {
  FileHandle Result(open(TreeRoot.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!Result)
    return lastError();
  return Result;
}

ErrorOr<TreePlace> kphys::findInTree(int Root, StringRef Path) {
  auto IsName = [](StringRef Each) {
    return !Each.empty() && Each != "." && Each != ".." && !Each.contains('\0');
  };
  TreePlace Result;
  Result.Directory = FileHandle(fcntl(Root, F_DUPFD_CLOEXEC, 0));
  while (Path.contains('/')) {
    StringRef Component;
    std::tie(Component, Path) = Path.split('/');
    if (!IsName(Component))
      return std::make_error_code(std::errc::invalid_argument);
    Result.Directory = FileHandle(openat(Result.Directory.number(), Component.str().c_str(),
                                         O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!Result.Directory)
      return lastError();
  }
  if (!IsName(Path))
    return std::make_error_code(std::errc::invalid_argument);
  Result.Name = Path.str();
  return Result;
}

ErrorOr<std::optional<uint64_t>> kphys::hashOf(const TreePlace &Place) {
  FileHandle File(openat(Place.Directory.number(), Place.Name.c_str(),
                         O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!File && errno == ENOENT)
    return std::optional<uint64_t>();
  if (!File)
    return lastError();
  auto Text = readRegularFile(File.number(), Place.Name);
  if (!Text)
    return Text.getError();
  return std::optional(hashOf((*Text)->getBuffer()));
}

uint64_t kphys::hashOf(StringRef Text) { return llvm::xxh3_64bits(Text); }
