// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/cache/RunCache.h"

#include "llvm/Support/FileSystem.h"
#include <sys/stat.h>
#include <time.h>

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

constexpr int64_t Second = 1'000'000'000;

int64_t nanoseconds(const timespec &Time) { return Time.tv_sec * Second + Time.tv_nsec; }

struct FileState {
  std::string Text; ///< size, inode and time of the last change
  int64_t Changed = 0;
};

std::optional<FileState> stateOf(const std::string &Path) {
  struct stat Status;
  if (stat(Path.c_str(), &Status) != 0)
    return std::nullopt;
  int64_t Changed = nanoseconds(Status.st_mtim);
  return FileState{std::to_string(Status.st_size) + " " + std::to_string(Status.st_ino) + " " +
                       std::to_string(Changed),
                   Changed};
}

} // namespace

RunCache::RunCache(const std::string &Path, const std::string &Maker, Access May)
    : Path(Path), Maker(Maker), May(May) {
  timespec Now;
  clock_gettime(CLOCK_REALTIME, &Now);
  Started = nanoseconds(Now);
}

void RunCache::giveUp(Error Why) {
  if (!Why)
    return;
  bool IsLocked = Why.isA<LockedError>();
  Problem = llvm::toString(std::move(Why));
  Known.clear();
  if (IsLocked)
    lockPatience().GaveUp("nothing is remembered for the next run: " + Problem);
}

Expected<SqliteDatabase> RunCache::open(SqliteDatabase::Access May) const {
  Expected<SqliteDatabase> Opened = SqliteDatabase::open(Path, May);
  if (!Opened)
    return Opened.takeError();
  if (Error E =
          May == SqliteDatabase::Access::Write ? Opened->beginToWrite() : Opened->execute("BEGIN"))
    return std::move(E);
  Expected<std::vector<std::string>> Tables = Opened->tables();
  if (!Tables)
    return Tables.takeError();
  if (Tables->empty())
    return Opened;
  bool IsOurs = true;
  if (Expected<SqliteStatement> Own =
          Opened->prepare("SELECT maker.name, question, about, state, answer FROM maker, answer");
      !Own) {
    llvm::consumeError(Own.takeError());
    IsOurs = false;
  }
  if (!IsOurs || *Tables != std::vector<std::string>{"answer", "maker"})
    return llvm::createStringError(Path + ": is no cache of kphys");
  return Opened;
}

Expected<bool> RunCache::isOf(SqliteDatabase &Database) const {
  Expected<std::vector<std::string>> Tables = Database.tables();
  if (!Tables)
    return Tables.takeError();
  if (Tables->empty())
    return false;
  Expected<SqliteStatement> Made = Database.prepare("SELECT name FROM maker");
  if (!Made)
    return Made.takeError();
  Expected<bool> HasRow = Made->next();
  if (!HasRow)
    return HasRow.takeError();
  return *HasRow && Made->text(0) == Maker;
}

void RunCache::load(const std::string &Question) {
  if (!Path.empty() && Problem.empty() && llvm::sys::fs::exists(Path))
    giveUp(read(Question));
}

Error RunCache::read(const std::string &Question) {
  Expected<SqliteDatabase> Database = open(SqliteDatabase::Access::Read);
  if (!Database)
    return Database.takeError();
  Expected<bool> IsUsable = isOf(*Database);
  if (!IsUsable)
    return IsUsable.takeError();
  if (!*IsUsable)
    return Error::success();
  Answers &Into = Known[Question];
  Expected<SqliteStatement> Rows =
      Database->prepare("SELECT about, state, answer FROM answer WHERE question = ?");
  if (!Rows)
    return Rows.takeError();
  Rows->bind(0, Question);
  while (true) {
    Expected<bool> HasRow = Rows->next();
    if (!HasRow)
      return HasRow.takeError();
    if (!*HasRow)
      return Error::success();
    Into[Rows->text(0)] = {Rows->text(1), Rows->text(2)};
  }
}

const RunCache::Entry *RunCache::find(const AnswersByQuestion &In, const std::string &Question,
                                      const std::string &About) {
  auto Answers = In.find(Question);
  if (Answers == In.end())
    return nullptr;
  auto Found = Answers->second.find(About);
  return Found == Answers->second.end() ? nullptr : &Found->second;
}

const RunCache::Entry *RunCache::find(const std::string &Question, const std::string &About) const {
  return find(Known, Question, About);
}

const RunCache::Entry *RunCache::findNew(const std::string &Question,
                                         const std::string &About) const {
  return find(New, Question, About);
}

void RunCache::store(const std::string &Question, const std::string &About, Entry Found) {
  New[Question][About] = std::move(Found);
}

std::optional<std::string> RunCache::recall(const std::string &Question,
                                            const std::string &Path) const {
  const Entry *Found = find(Question, Path);
  if (!Found)
    return std::nullopt;
  std::optional<FileState> Now = stateOf(Path);
  return Now && Now->Text == Found->State ? std::optional(Found->Answer) : std::nullopt;
}

void RunCache::remember(const std::string &Question, const std::string &Path, std::string Answer) {
  std::optional<FileState> Now = stateOf(Path);
  // A file that changes while it is read, or within the clock's next tick, looks unchanged later.
  if (Now && Now->Changed < Started - Second)
    store(Question, Path, {Now->Text, std::move(Answer)});
}

Error RunCache::makeEmpty(SqliteDatabase &Database) const {
  if (Error E = Database.execute(
          "CREATE TABLE IF NOT EXISTS maker (name TEXT NOT NULL);"
          "CREATE TABLE IF NOT EXISTS answer (question TEXT, about TEXT, state TEXT, answer TEXT,"
          "                                   PRIMARY KEY (question, about)) WITHOUT ROWID;"
          "DELETE FROM answer; DELETE FROM maker;"))
    return E;
  Expected<SqliteStatement> Insert = Database.prepare("INSERT INTO maker VALUES (?)");
  if (!Insert)
    return Insert.takeError();
  Insert->bind(0, Maker);
  return Insert->run();
}

/// The file is opened anew: somebody may have removed it meanwhile.
Error RunCache::write() {
  Expected<SqliteDatabase> Database = open(SqliteDatabase::Access::Write);
  if (!Database)
    return Database.takeError();
  Expected<bool> IsUsable = isOf(*Database);
  if (!IsUsable)
    return IsUsable.takeError();
  if (!*IsUsable)
    if (Error E = makeEmpty(*Database))
      return E;
  Expected<SqliteStatement> Insert =
      Database->prepare("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)");
  if (!Insert)
    return Insert.takeError();
  for (const auto &[Question, Answers] : New)
    for (const auto &[About, Found] : Answers) {
      Insert->bind(0, Question);
      Insert->bind(1, About);
      Insert->bind(2, Found.State);
      Insert->bind(3, Found.Answer);
      if (Error E = Insert->run())
        return E;
    }
  return Database->execute("COMMIT");
}

size_t RunCache::unsaved() const {
  size_t Result = 0;
  for (const auto &[Question, Answers] : New)
    Result += Answers.size();
  return Result;
}

std::string RunCache::commit() {
  if (!Path.empty() && May == Access::Write && Problem.empty() && unsaved() > 0)
    giveUp(write());
  return Problem;
}
