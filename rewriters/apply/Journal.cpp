// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/Journal.h"

#include "checks/sources/RegularFile.h"
#include "nlohmann/json.hpp"
#include "rewriters/apply/AtomicFile.h"
#include "rewriters/apply/FileErrors.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include <fcntl.h>
#include <sys/file.h>

using namespace kphys;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using nlohmann::json;

namespace {

/// How the first line begins; the number is the version of the format.
constexpr StringRef Beginning = "{\"kphys-in-place\":1,";
constexpr const char *StageNames[] = {"making", "renaming", "restoring", "removing"};

std::string stageLine(Journal::Stage Of) {
  return json{{"stage", StageNames[static_cast<int>(Of)]}}.dump();
}

Error atWork() {
  return llvm::createStringError(
      "another 'kphys fix --in-place' was at work in this tree: run this again");
}

/// What a copy of an open file has not: its number, and when it was made where that is known.
std::string identity(int File) {
  struct statx Is;
  if (statx(File, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &Is) != 0)
    return {};
  std::string Made;
  if (Is.stx_mask & STATX_BTIME)
    Made = " " + std::to_string(Is.stx_btime.tv_sec) + "." + std::to_string(Is.stx_btime.tv_nsec);
  return std::to_string(Is.stx_ino) + Made;
}

/// A name may be no UTF-8: then its bytes are written.
json spelled(const std::string &Name) {
  return llvm::json::isUTF8(Name) ? json(Name) : json::array({llvm::toHex(Name)});
}

std::optional<std::string> nameOf(const json &Value) {
  if (const auto *Text = Value.get_ptr<const std::string *>())
    return *Text;
  const auto *Hex =
      Value.is_array() && Value.size() == 1 ? Value[0].get_ptr<const std::string *>() : nullptr;
  std::string Result;
  if (!Hex || !llvm::tryGetFromHex(*Hex, Result))
    return std::nullopt;
  return Result;
}

bool readHash(const json &Value, uint64_t &Result) {
  const auto *Text = Value.get_ptr<const std::string *>();
  return Text && !StringRef(*Text).getAsInteger(16, Result);
}

std::optional<std::vector<Journal::Entry>> readEntries(const json &List) {
  if (!List.is_array())
    return std::nullopt;
  std::vector<Journal::Entry> Result;
  for (const json &Each : List) {
    std::optional<std::string> Name;
    Journal::Entry Read;
    if (!Each.is_array() || Each.size() != 3 || !(Name = nameOf(Each[0])) ||
        !readHash(Each[1], Read.Before) || !readHash(Each[2], Read.After))
      return std::nullopt;
    Read.Name = std::move(*Name);
    Result.push_back(std::move(Read));
  }
  return Result;
}

} // namespace

Error Journal::isUnbelievable(const llvm::Twine &Why) const {
  return llvm::createStringError(Path + " is no journal that kphys left here for you: " + Why +
                                 "; kphys does not do what it says and leaves it: look at it, and "
                                 "remove it if nothing in this "
                                 "tree is half edited");
}

Error Journal::lock(Use For) {
  constexpr int MostTries = 100; // a look takes no second
  int Kind = For == Use::Look ? LOCK_SH : LOCK_EX;
  for (int Try = 0; flock(File.number(), Kind | LOCK_NB) != 0; ++Try) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return fileError("cannot lock", Path, lastError());
    if (Try == MostTries)
      return llvm::createStringError("'kphys fix --in-place' is running in this tree (" + Path +
                                     " is locked): wait until it has ended");
    usleep(10000);
  }
  return Error::success();
}

Expected<Journal> Journal::create(const std::string &TreeRoot, int Root, std::vector<Entry> Files) {
  Journal Result(TreeRoot, Root);
  Result.File = FileHandle(
      openat(Root, FileName.data(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!Result.File && errno == EEXIST) {
    Expected<std::optional<Journal>> Other = open(TreeRoot, Root, Use::Look);
    return Other ? atWork() : Other.takeError();
  }
  if (!Result.File)
    return fileError("cannot write", Result.Path, lastError());
  if (fchmod(Result.File.number(), 0600) != 0)
    return fileError("cannot write", Result.Path, lastError());
  if (Error E = Result.lock(Use::Continue))
    return std::move(E);
  Result.Id = randomName();
  Result.Files = std::move(Files);
  json List = json::array();
  for (const Entry &Each : Result.Files)
    List.push_back(json::array(
        {spelled(Each.Name), llvm::utohexstr(Each.Before), llvm::utohexstr(Each.After)}));
  std::string Line = Beginning.str() + "\"id\":" + json(Result.Id).dump() +
                     ",\"is\":" + json(identity(Result.File.number())).dump() +
                     ",\"files\":" + List.dump() + "}";
  if (Error E = Result.append(Line)) {
    unlinkat(Root, FileName.data(), 0);
    return std::move(E);
  }
  // Somebody may have taken the empty file for an abandoned one before it was locked.
  struct stat Is;
  if (fstat(Result.File.number(), &Is) != 0 || Is.st_nlink != 1)
    return atWork();
  return Result;
}

Error Journal::append(const std::string &Line) {
  std::string Whole = Line + "\n";
  for (StringRef Rest = Whole; !Rest.empty();) {
    ssize_t Count = write(File.number(), Rest.data(), Rest.size());
    if (Count < 0 && errno != EINTR)
      return fileError("cannot write", Path, lastError());
    Rest = Rest.drop_front(std::max<ssize_t>(Count, 0));
  }
  if (fsync(File.number()) != 0)
    return fileError("cannot write", Path, lastError());
  if (std::error_code Code = syncDirectory(Root))
    return fileError("cannot write", Path, Code);
  return Error::success();
}

Error Journal::advance(Stage To) {
  if (Error E = append(stageLine(To)))
    return E;
  Now = To;
  return Error::success();
}

Expected<std::optional<Journal>> Journal::open(const std::string &TreeRoot, int Root, Use For) {
  Journal Result(TreeRoot, Root);
  struct stat Is;
  if (fstatat(Root, FileName.data(), &Is, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT)
      return std::nullopt;
    return fileError("cannot read", Result.Path, lastError());
  }
  if (!S_ISREG(Is.st_mode)) // to open a device may do something
    return Result.isUnbelievable(S_ISLNK(Is.st_mode) ? "it is a symbolic link"
                                                     : "it is no regular file");
  if (Is.st_uid != geteuid())
    return Result.isUnbelievable("it belongs to another user");
  int Access = For == Use::Look ? O_RDONLY : O_RDWR | O_APPEND;
  Result.File = FileHandle(
      openat(Root, FileName.data(), Access | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!Result.File)
    return errno == ENOENT ? open(TreeRoot, Root, For)
                           : fileError("cannot read", Result.Path, lastError());
  if (Error E = Result.lock(For))
    return std::move(E);
  if (fstat(Result.File.number(), &Is) == 0 && Is.st_nlink == 0) // its run has just ended
    return open(TreeRoot, Root, For);
  if (Error E = Result.read())
    return std::move(E);
  return Result;
}

Error Journal::read() {
  struct stat Is;
  if (fstat(File.number(), &Is) != 0)
    return fileError("cannot read", Path, lastError());
  if (!S_ISREG(Is.st_mode))
    return isUnbelievable("it is no regular file");
  if (Is.st_uid != geteuid())
    return isUnbelievable("it belongs to another user");
  if ((Is.st_mode & 07777) != 0600)
    return isUnbelievable("its mode is not 0600");
  if (Is.st_nlink != 1)
    return isUnbelievable("it has several names");
  auto Text = readRegularFile(File.number(), Path);
  if (!Text)
    return fileError("cannot read", Path, Text.getError());
  return parse((*Text)->getBuffer()) ? Error::success()
                                     : isUnbelievable("its contents are none of a journal");
}

bool Journal::parse(StringRef Text) {
  if (!Text.contains('\n')) // its writing was interrupted: nothing was done
    return Text.starts_with(Beginning) || Beginning.starts_with(Text);
  auto [First, Rest] = Text.split('\n');
  json Record = json::parse(First.begin(), First.end(), nullptr, /*allow_exceptions=*/false);
  if (!First.starts_with(Beginning) || !Record.is_object() || Record.size() != 4)
    return false;
  const auto *Name = Record["id"].get_ptr<const std::string *>();
  const auto *Is = Record["is"].get_ptr<const std::string *>();
  auto Entries = readEntries(Record["files"]);
  if (!Name || Name->size() != 16 || !llvm::all_of(*Name, llvm::isHexDigit) || !Is || !Entries)
    return false;
  Id = *Name;
  Files = std::move(*Entries);
  IsCopy = *Is != identity(File.number());
  while (Rest.contains('\n')) { // a last line without an end was not written to its end
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    Stage To = Now == Stage::Making ? Stage::Renaming : Stage::Removing;
    if (Line == stageLine(Stage::Restoring) && Now == Stage::Renaming)
      To = Stage::Restoring;
    if (Line != stageLine(To) || Now > Stage::Renaming)
      return false;
    Now = To;
  }
  return true;
}

Error Journal::remove() {
  if (unlinkat(Root, FileName.data(), 0) != 0)
    return fileError("cannot remove", Path, lastError());
  if (std::error_code Code = syncDirectory(Root))
    return fileError("cannot remove", Path, Code);
  return Error::success();
}
