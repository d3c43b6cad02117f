// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/RunCache.h"

#include "tool/store/RowHash.h"
#include "tool/store/StateFile.h"
#include "tool/support/FileTimes.h"
#include "llvm/Support/FileSystem.h"
#include <sys/stat.h>
#include <time.h>

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

constexpr const char *Schema =
    R"(CREATE TABLE maker (name TEXT NOT NULL);
CREATE TABLE answer (question TEXT, about TEXT, state TEXT, answer TEXT, hash INTEGER,
                     PRIMARY KEY (question, about)) WITHOUT ROWID;
CREATE TABLE file (hash INTEGER NOT NULL, states BLOB NOT NULL);
CREATE TABLE told (question TEXT PRIMARY KEY, asked BLOB NOT NULL, answers BLOB NOT NULL,
                   hash INTEGER NOT NULL);
)";

constexpr StateKind Kind = {"cache", "kphys.cache", 0x6b706863, 2, Schema}; // "kphc"

/// True for a cache of before they were marked.
bool isEarlyCache(SqliteDatabase &Database) {
  Expected<std::vector<std::string>> Tables = Database.tables();
  Expected<SqliteStatement> Own =
      Database.prepare("SELECT maker.name, question, about, state, answer FROM maker, answer");
  bool IsOurs = Tables && Own && *Tables == std::vector<std::string>{"answer", "maker"};
  if (!Tables)
    llvm::consumeError(Tables.takeError());
  if (!Own)
    llvm::consumeError(Own.takeError());
  return IsOurs;
}

int64_t hashOf(const std::string &Question, const std::string &About,
               const RunCache::Entry &Entry) {
  RowHash Hash;
  for (const std::string *Each : {&Question, &About, &Entry.State, &Entry.Answer})
    Hash.add(*Each);
  return Hash.value();
}

} // namespace

RunCache::RunCache(const std::string &Path, const std::string &Maker) : Path(Path), Maker(Maker) {
  timespec Now;
  clock_gettime(CLOCK_REALTIME, &Now);
  Started = nanoseconds(Now);
}

void RunCache::giveUp(Error Why) {
  if (!Why)
    return;
  Known.clear();
  OfFiles.startAnew();
  if (Why.isA<DamagedError>())
    if (!(Why = setAside(Path, Opened, std::move(Why))))
      return;
  bool IsSaid = Why.isA<LockedError>() || Why.isA<NotOursError>() || Why.isA<DamagedError>();
  Problem = llvm::toString(std::move(Why));
  static std::set<std::string> Said; // a run may open the cache several times
  if (IsSaid && Said.insert(Problem).second)
    lockPatience().GaveUp("nothing is remembered for the next run: " + Problem);
}

Expected<SqliteDatabase> RunCache::open(SqliteDatabase::Access May) const {
  if (Error E = checkStateFile(Path, Kind, isEarlyCache))
    return std::move(E);
  Expected<SqliteDatabase> Opened = SqliteDatabase::open(Path, May);
  if (!Opened)
    return Opened.takeError();
  if (Error E =
          May == SqliteDatabase::Access::Write ? Opened->beginToWrite() : Opened->execute("BEGIN"))
    return std::move(E);
  return Opened;
}

Expected<bool> RunCache::isOf(SqliteDatabase &Database) const {
  Expected<int64_t> Version = Database.number("PRAGMA user_version");
  if (!Version)
    return Version.takeError();
  Expected<int64_t> Program = Database.number("PRAGMA application_id");
  if (!Program)
    return Program.takeError();
  if (*Version != Kind.Version || *Program != Kind.ApplicationId)
    return false;
  Expected<std::string> Shape = Database.schema();
  if (!Shape)
    return Shape.takeError();
  if (*Shape != Kind.shape())
    return llvm::make_error<DamagedError>(Path, "its tables are others");
  Expected<SqliteStatement> Made = Database.prepare("SELECT name FROM maker");
  if (!Made)
    return Made.takeError();
  Expected<bool> HasRow = Made->next();
  if (!HasRow)
    return HasRow.takeError();
  return *HasRow && Made->text(0) == Maker;
}

void RunCache::read(llvm::function_ref<Error(SqliteDatabase &)> Read) {
  if (Path.empty() || !Problem.empty() || !llvm::sys::fs::exists(Path))
    return;
  Opened = fileAt(Path);
  giveUp([&]() -> Error {
    Expected<SqliteDatabase> Database = open(SqliteDatabase::Access::Read);
    if (!Database)
      return Database.takeError();
    Expected<bool> IsUsable = isOf(*Database);
    if (!IsUsable || !*IsUsable)
      return IsUsable.takeError();
    return Read(*Database);
  }());
}

void RunCache::loadEntries(const std::string &Question) {
  read([&](SqliteDatabase &Database) { return readEntries(Database, Question); });
}

void RunCache::look(llvm::ArrayRef<std::string> Paths, unsigned Threads, bool Again) {
  if (!std::exchange(HasStates, true))
    read([&](SqliteDatabase &Database) { return OfFiles.readStates(Database, Path); });
  // A file that changes while it is read, or within the clock's next tick, looks unchanged later.
  OfFiles.look(Paths, Threads, Again, Started - Second);
}

void RunCache::load(const std::string &Question) {
  look({}, /*Threads=*/1, /*Again=*/false);
  if (Loaded.insert(Question).second)
    read([&](SqliteDatabase &Database) { return OfFiles.read(Database, Path, Question); });
}

Error RunCache::readEntries(SqliteDatabase &Database, const std::string &Question) {
  Answers &Into = Known[Question];
  Expected<SqliteStatement> Rows =
      Database.prepare("SELECT about, state, answer, hash FROM answer WHERE question = ?");
  if (!Rows)
    return Rows.takeError();
  Rows->bind(0, Question);
  while (true) {
    Expected<bool> HasRow = Rows->next();
    if (!HasRow)
      return HasRow.takeError();
    if (!*HasRow)
      return Error::success();
    std::string About = Rows->text(0);
    Entry Found = {Rows->text(1), Rows->text(2)};
    if (hashOf(Question, About, Found) != Rows->number(3))
      return llvm::make_error<DamagedError>(Path, "an answer has another checksum");
    Into[std::move(About)] = std::move(Found);
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

Error RunCache::makeEmpty(SqliteDatabase &Database) const {
  for (const char *Table : {"answer", "maker", "file", "told"})
    if (Error E = Database.execute((std::string("DROP TABLE IF EXISTS ") + Table).c_str()))
      return E;
  for (const std::string &Sql :
       {std::string(Kind.Schema), "PRAGMA user_version = " + std::to_string(Kind.Version),
        "PRAGMA application_id = " + std::to_string(Kind.ApplicationId)})
    if (Error E = Database.execute(Sql.c_str()))
      return E;
  Expected<SqliteStatement> Insert = Database.prepare("INSERT INTO maker VALUES (?)");
  if (!Insert)
    return Insert.takeError();
  Insert->bind(0, Maker);
  return Insert->run();
}

/// The file is opened anew: somebody may have removed it meanwhile.
Error RunCache::write() {
  Opened = fileAt(Path);
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
      Database->prepare("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)");
  if (!Insert)
    return Insert.takeError();
  for (const auto &[Question, Answers] : New)
    for (const auto &[About, Found] : Answers) {
      Insert->bind(0, Question);
      Insert->bind(1, About);
      Insert->bind(2, Found.State);
      Insert->bind(3, Found.Answer);
      Insert->bind(4, hashOf(Question, About, Found));
      if (Error E = Insert->run())
        return E;
    }
  if (OfFiles.isNew())
    if (Error E = OfFiles.write(*Database))
      return E;
  return Database->execute("COMMIT");
}

std::string RunCache::commit() {
  if (Path.empty() || !Problem.empty() || (New.empty() && !OfFiles.isNew()))
    return Problem;
  Error Failed = write();
  bool IsDamaged = Failed.isA<DamagedError>();
  giveUp(std::move(Failed));
  if (IsDamaged && Problem.empty())
    giveUp(write());
  return Problem;
}
