// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/support/ScratchDirectory.h"

#include "rewriters/apply/HeldSignals.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace kphys;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

namespace {

constexpr const char *Prefix = "kphys-", *LockName = "/lock";

/// True for what mkdtemp() makes of it.
bool isName(StringRef Name) {
  return Name.consume_front(Prefix) && Name.size() == 6 && llvm::all_of(Name, llvm::isAlnum);
}

/// Removes \p Path if it is one that nobody uses.
void removeIfAbandoned(const std::string &Path) {
  struct stat Is;
  if (lstat(Path.c_str(), &Is) != 0 || !S_ISDIR(Is.st_mode) || Is.st_uid != geteuid())
    return;
  FileHandle Lock(open((Path + LockName).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!Lock)
    rmdir(Path.c_str()); // ended before it had one: there is nothing in it
  else if (flock(Lock.number(), LOCK_EX | LOCK_NB) == 0)
    removeShallow(Path.c_str());
}

} // namespace

std::unique_ptr<ScratchDirectory> ScratchDirectory::create() {
  llvm::SmallString<128> Parent;
  llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, Parent);
  HeldSignals Held;            // until it is registered
  constexpr int MostTries = 8; // another run may take it for an abandoned one before it is locked
  for (int Try = 0; Try < MostTries; ++Try) {
    std::string Path = (Parent + "/" + Prefix + "XXXXXX").str();
    if (!mkdtemp(Path.data()))
      return nullptr;
    std::unique_ptr<ScratchDirectory> Result(new ScratchDirectory(Path));
    Result->Lock = FileHandle(
        open((Path + LockName).c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    struct stat Is;
    if (Result->Lock && flock(Result->Lock.number(), LOCK_EX | LOCK_NB) == 0 &&
        fstat(Result->Lock.number(), &Is) == 0 && Is.st_nlink == 1)
      return Result;
  }
  return nullptr;
}

void kphys::removeAbandonedDirectories() {
  llvm::SmallString<128> Parent;
  llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, Parent);
  std::error_code Code;
  for (fs::directory_iterator Each(Parent, Code, /*follow_symlinks=*/false), End;
       !Code && Each != End; Each.increment(Code))
    if (isName(llvm::sys::path::filename(Each->path())))
      removeIfAbandoned(Each->path());
}
