// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/AtomicFile.h"

#include "rewriters/apply/FileErrors.h"
#include "rewriters/apply/FileHandle.h"
#include "rewriters/apply/HeldSignals.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <fcntl.h>
#include <sys/random.h>
#include <sys/xattr.h>

using namespace kphys;
using llvm::Error;
using llvm::StringRef;
namespace path = llvm::sys::path;

namespace {

std::error_code writeAll(int File, StringRef Text) {
  while (!Text.empty()) {
    ssize_t Count = write(File, Text.data(), Text.size());
    if (Count < 0 && errno == EINTR)
      continue;
    if (Count < 0)
      return lastError();
    Text = Text.drop_front(Count);
  }
  return {};
}

std::optional<std::string> attribute(int File, const char *Name) {
  ssize_t Size = fgetxattr(File, Name, nullptr, 0);
  if (Size < 0)
    return std::nullopt;
  std::string Value(Size, '\0');
  Size = fgetxattr(File, Name, Value.data(), Value.size());
  if (Size < 0)
    return std::nullopt;
  Value.resize(Size);
  return Value;
}

constexpr const char *AccessList = "system.posix_acl_access";

/// The system's own attributes, such as labels, are for the system to set where a user may not.
bool isSystems(StringRef Name) {
  return Name.starts_with("security.") || Name.starts_with("trusted.");
}

std::error_code setAttributes(int File, const FileAttributes &To) {
  for (const auto &[Name, Value] : To.Extended)
    if (attribute(File, Name.c_str()) != Value &&
        fsetxattr(File, Name.c_str(), Value.data(), Value.size(), 0) != 0 && !isSystems(Name))
      return lastError();
  // A directory may give its new files a list that the old one has not.
  bool HasList = llvm::any_of(To.Extended, [](auto &Each) { return Each.first == AccessList; });
  if (!HasList && attribute(File, AccessList) && fremovexattr(File, AccessList) != 0)
    return lastError();
  return {};
}

std::error_code makeLike(int File, const FileAttributes &Like) {
  struct stat Is;
  if (fstat(File, &Is) != 0)
    return lastError();
  mode_t Mode = Like.Is.st_mode & 07777;
  if ((Is.st_uid != Like.Is.st_uid || Is.st_gid != Like.Is.st_gid) &&
      fchown(File, Like.Is.st_uid, Like.Is.st_gid) != 0) {
    Mode &= ~(S_ISUID | S_ISGID);
    if (Is.st_gid != Like.Is.st_gid && fchown(File, -1, Like.Is.st_gid) != 0)
      Mode &= ~S_IRWXG | (Mode & S_IRWXO) << 3; // no more for the group than for everybody
  }
  if (std::error_code Code = setAttributes(File, Like))
    return Code;
  return fchmod(File, Mode) == 0 ? std::error_code() : lastError();
}

FileHandle openDirectory(StringRef Path) {
  std::string Name = Path.empty() ? "." : Path.str();
  return FileHandle(open(Name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

} // namespace

std::optional<FileAttributes> kphys::readAttributes(int Directory, const std::string &Name) {
  FileAttributes Result;
  if (fstatat(Directory, Name.c_str(), &Result.Is, AT_SYMLINK_NOFOLLOW) != 0 ||
      !S_ISREG(Result.Is.st_mode))
    return std::nullopt;
  FileHandle File(
      openat(Directory, Name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!File) // its owner may give it away unread
    return Result;
  ssize_t Size = flistxattr(File.number(), nullptr, 0);
  std::string Names(std::max<ssize_t>(Size, 0), '\0');
  Size = flistxattr(File.number(), Names.data(), Names.size());
  Names.resize(std::max<ssize_t>(Size, 0));
  for (StringRef Each : llvm::split(Names, '\0'))
    if (!Each.empty())
      if (auto Value = attribute(File.number(), Each.str().c_str()))
        Result.Extended.emplace_back(Each.str(), std::move(*Value));
  return Result;
}

std::error_code kphys::writeNewFile(int Directory, const std::string &Name, StringRef Text,
                                    const std::optional<FileAttributes> &Like) {
  FileHandle File(openat(Directory, Name.c_str(),
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, Like ? 0600 : 0666));
  if (!File)
    return lastError();
  std::error_code Code = writeAll(File.number(), Text);
  if (!Code && Like)
    Code = makeLike(File.number(), *Like);
  if (!Code && fsync(File.number()) != 0)
    Code = lastError();
  if (Code)
    unlinkat(Directory, Name.c_str(), 0);
  return Code;
}

std::error_code kphys::syncDirectory(int Directory) {
  if (fsync(Directory) == 0 || errno == EINVAL || errno == EBADF || errno == EROFS)
    return {}; // not every file system has it
  return lastError();
}

std::string kphys::randomName() {
  unsigned char Bytes[8];
  while (getrandom(Bytes, sizeof Bytes, 0) != sizeof Bytes)
    ;
  return llvm::toHex(Bytes, /*LowerCase=*/true);
}

Error kphys::writeAtomically(const std::string &Path, StringRef Text) {
  HeldSignals Held;
  FileHandle Directory = openDirectory(path::parent_path(Path));
  if (!Directory)
    return fileError("cannot write", Path, lastError());
  std::string Name = path::filename(Path).str(), Temporary = ".kphys-" + randomName();
  if (std::error_code Code = writeNewFile(Directory.number(), Temporary, Text,
                                          readAttributes(Directory.number(), Name)))
    return fileError("cannot write", Path, Code);
  if (renameat(Directory.number(), Temporary.c_str(), Directory.number(), Name.c_str()) != 0) {
    std::error_code Code = lastError();
    unlinkat(Directory.number(), Temporary.c_str(), 0);
    return fileError("cannot write", Path, Code);
  }
  if (std::error_code Code = syncDirectory(Directory.number()))
    return fileError("cannot write", Path, Code);
  return Error::success();
}

Error kphys::writeOutput(const std::string &Path, StringRef Text) {
  if (isStandardOutput(Path)) {
    llvm::outs() << Text;
    llvm::outs().flush();
    return Error::success();
  }
  struct stat Is;
  if (stat(Path.c_str(), &Is) != 0 || S_ISREG(Is.st_mode))
    return writeAtomically(outputTarget(Path), Text);
  FileHandle File(open(Path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
  std::error_code Code = File ? writeAll(File.number(), Text) : lastError();
  return Code ? fileError("cannot write", Path, Code) : Error::success();
}

bool kphys::isStandardOutput(const std::string &Path) {
  if (Path == "-")
    return true;
  struct stat Is, Output;
  return stat(Path.c_str(), &Is) == 0 && fstat(STDOUT_FILENO, &Output) == 0 &&
         Is.st_dev == Output.st_dev && Is.st_ino == Output.st_ino && Path != "/dev/null";
}

std::string kphys::outputTarget(const std::string &Path) {
  constexpr int MostLinks = 40;
  llvm::SmallString<256> Target(Path);
  for (int Links = 0; Links < MostLinks; ++Links) {
    char Text[PATH_MAX];
    ssize_t Size = readlink(Target.c_str(), Text, sizeof Text);
    if (Size < 0)
      break;
    llvm::SmallString<256> Next(StringRef(Text, Size));
    if (path::is_absolute(Next)) {
      Target = Next;
    } else {
      path::remove_filename(Target);
      path::append(Target, Next);
    }
  }
  return Target.str().str();
}
