// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/StateFile.h"

#include "rewriters/apply/FileHandle.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace kphys;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

char NotOursError::ID = 0;

void NotOursError::log(llvm::raw_ostream &To) const {
  To << Path << ": is no " << Word << " of kphys: it is left as it is";
}

std::error_code NotOursError::convertToErrorCode() const {
  return std::make_error_code(std::errc::invalid_argument);
}

std::string StateKind::shape() const {
  llvm::SmallVector<StringRef> Statements;
  StringRef(Schema).split(Statements, ";\n", /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  llvm::sort(Statements); // all are tables: by name
  return llvm::join(Statements, "\n") + "\n";
}

namespace {

/// The first bytes of a file, or the last ones.
Expected<std::string> readEnd(const std::string &Path, size_t Size, bool IsFirst) {
  int File = open(Path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (File < 0 && errno == ENOENT)
    return std::string();
  struct stat Is = {};
  std::string Result(Size, '\0');
  ssize_t Count = -1;
  if (File >= 0 && fstat(File, &Is) == 0 && S_ISREG(Is.st_mode))
    Count = pread(File, Result.data(), Size,
                  IsFirst ? 0 : std::max<off_t>(Is.st_size - static_cast<off_t>(Size), 0));
  std::string Why = File >= 0 && !S_ISREG(Is.st_mode) ? "is no regular file" : std::strerror(errno);
  if (File >= 0)
    close(File);
  if (Count < 0)
    return llvm::createStringError(Path + ": " + Why);
  Result.resize(Count);
  return Result;
}

/// True if the journal beside \p Path names another file, which SQLite would remove: those of kphys
/// never do.
Expected<bool> hasForeignJournal(const std::string &Path) {
  constexpr char Magic[] = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
  Expected<std::string> Last = readEnd(Path + "-journal", strlen(Magic), /*IsFirst=*/false);
  if (!Last)
    return Last.takeError();
  return *Last == Magic;
}

bool isEarly(const std::string &Path, llvm::function_ref<bool(SqliteDatabase &)> Looks) {
  Expected<SqliteDatabase> Opened = SqliteDatabase::open(Path, SqliteDatabase::Access::Look);
  if (Opened)
    return Looks(*Opened);
  llvm::consumeError(Opened.takeError());
  return false;
}

} // namespace

Error kphys::checkStateFile(const std::string &Path, const StateKind &Kind,
                            llvm::function_ref<bool(SqliteDatabase &)> IsEarly) {
  constexpr size_t HeaderSize = 100; // https://www.sqlite.org/fileformat.html
  Expected<std::string> Header = readEnd(Path, HeaderSize, /*IsFirst=*/true);
  if (!Header)
    return Header.takeError();
  if (Header->empty())
    return Error::success();
  if (Header->size() < HeaderSize ||
      !StringRef(*Header).starts_with(StringRef("SQLite format 3", 16))) {
    if (llvm::sys::path::filename(Path) == Kind.FileName)
      return llvm::make_error<DamagedError>(Path, "it has no header");
    return llvm::make_error<NotOursError>(Path, Kind.Word);
  }
  uint32_t Application = llvm::support::endian::read32be(Header->data() + 68);
  if (Application != Kind.ApplicationId && (Application != 0 || !isEarly(Path, IsEarly)))
    return llvm::make_error<NotOursError>(Path, Kind.Word);
  Expected<bool> Foreign = hasForeignJournal(Path);
  if (!Foreign)
    return Foreign.takeError();
  if (*Foreign || (*Header)[18] != 1 || (*Header)[19] != 1)
    return llvm::make_error<DamagedError>(Path, "its journal is none of kphys");
  return Error::success();
}

llvm::sys::fs::UniqueID kphys::fileAt(const std::string &Path) {
  llvm::sys::fs::UniqueID Result;
  return llvm::sys::fs::getUniqueID(Path, Result) ? llvm::sys::fs::UniqueID() : Result;
}

Error kphys::setAside(const std::string &Path, llvm::sys::fs::UniqueID Damaged, Error Why) {
  // One after the other: who comes second must see that it is done, and not do it to the new file.
  StringRef Parent = llvm::sys::path::parent_path(Path);
  FileHandle Directory(
      open(Parent.empty() ? "." : Parent.str().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (Directory)
    flock(Directory.number(), LOCK_EX);
  if (fileAt(Path) != Damaged) {
    llvm::consumeError(std::move(Why));
    return Error::success();
  }
  std::string New = Path + ".damaged";
  for (const char *Suffix : {"-journal", "-wal", "-shm", ""}) {
    std::string From = Path + Suffix, To = New + Suffix;
    unlink(To.c_str());
    if (std::rename(From.c_str(), To.c_str()) != 0 && errno != ENOENT)
      return llvm::make_error<DamagedError>(
          Path, llvm::toString(std::move(Why)) + "; it cannot be renamed: " + std::strerror(errno));
  }
  return llvm::handleErrors(std::move(Why), [&](const DamagedError &Damage) {
    lockPatience().GaveUp(Damage.what() + ": it is " + New + " now, and made anew");
  });
}
