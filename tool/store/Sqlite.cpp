// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/Sqlite.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <thread>

using namespace kphys;
using llvm::Error;
using llvm::Expected;

char LockedError::ID = 0;

void LockedError::log(llvm::raw_ostream &To) const {
  To << Path << ": another process has kept it locked for " << lockPatience().Seconds
     << " seconds (--lock-timeout)";
}

std::error_code LockedError::convertToErrorCode() const {
  return std::make_error_code(std::errc::resource_unavailable_try_again);
}

char DamagedError::ID = 0;

void DamagedError::log(llvm::raw_ostream &To) const {
  To << what() << ": remove it, and it is made anew";
}

std::error_code DamagedError::convertToErrorCode() const {
  return std::make_error_code(std::errc::io_error);
}

LockPatience &kphys::lockPatience() {
  static LockPatience Patience;
  return Patience;
}

/// What went wrong last with \p Database.
static Error lastError(sqlite3 *Database, const std::string &Path) {
  if (sqlite3_extended_errcode(Database) == SQLITE_READONLY_DBMOVED)
    return llvm::make_error<DamagedError>(Path, "another process has replaced it");
  switch (sqlite3_errcode(Database)) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return llvm::make_error<LockedError>(Path);
  case SQLITE_ERROR: // each statement fits what kphys writes
  case SQLITE_CORRUPT:
  case SQLITE_TOOBIG:
  case SQLITE_CONSTRAINT:
  case SQLITE_MISMATCH:
  case SQLITE_FORMAT:
  case SQLITE_NOTADB:
    return llvm::make_error<DamagedError>(Path, sqlite3_errmsg(Database));
  default:
    return llvm::createStringError(Path + ": " + sqlite3_errmsg(Database));
  }
}

llvm::Error SqliteStatement::run() {
  Expected<bool> Row = next();
  if (!Row)
    return Row.takeError();
  sqlite3_reset(Handle.get());
  return Error::success();
}

Expected<bool> SqliteStatement::next() {
  int Code = sqlite3_step(Handle.get());
  if (Code == SQLITE_ROW || Code == SQLITE_DONE)
    return Code == SQLITE_ROW;
  sqlite3 *Database = sqlite3_db_handle(Handle.get());
  return lastError(Database, sqlite3_db_filename(Database, "main"));
}

std::string SqliteStatement::text(int Column) const {
  const auto *Text = reinterpret_cast<const char *>(sqlite3_column_text(Handle.get(), Column));
  return Text ? std::string(Text, sqlite3_column_bytes(Handle.get(), Column)) : std::string();
}

int SqliteDatabase::wait(void *Path, int Tries) {
  constexpr unsigned PerSecond = 50;
  const LockPatience &Patience = lockPatience();
  if (Patience.Seconds != 0 && static_cast<unsigned>(Tries) >= Patience.Seconds * PerSecond)
    return 0;
  if (Tries == PerSecond)
    Patience.Waiting(*static_cast<const std::string *>(Path));
  std::this_thread::sleep_for(std::chrono::milliseconds(1000 / PerSecond));
  return 1;
}

/// \p Path as a URI of a file that does not change.
static std::string immutable(const std::string &Path) {
  std::string Result = "file:";
  for (char C : Path)
    if (llvm::isAlnum(C) || C == '/' || C == '.')
      Result += C;
    else
      Result += "%" + llvm::toHex(llvm::StringRef(&C, 1));
  return Result + "?immutable=1";
}

Expected<SqliteDatabase> SqliteDatabase::open(const std::string &Path, Access May) {
  SqliteDatabase Result;
  Result.Path = std::make_unique<std::string>(Path);
  sqlite3 *Database = nullptr;
  // Who only reads may have to undo what a killed process has left half written; where the file
  // is write-protected, SQLite does without.
  int Flags =
      SQLITE_OPEN_NOMUTEX | // a connection stays in its thread
      (May == Access::Look ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE) |
      (May == Access::Write ? SQLITE_OPEN_CREATE : 0);
  std::string Name = May == Access::Look ? immutable(Path) : Path;
  int Code = sqlite3_open_v2(Name.c_str(), &Database, Flags, nullptr);
  Result.Handle.reset(Database);
  if (Code != SQLITE_OK)
    return llvm::createStringError("cannot open " + Path + ": " + sqlite3_errstr(Code));
  sqlite3_busy_handler(Database, wait, Result.Path.get());
  // The file may be a stranger's.
  sqlite3_db_config(Database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(Database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(Database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  if (Error E = Result.execute("PRAGMA cell_size_check = ON"))
    return std::move(E);
  return Result;
}

Error SqliteDatabase::beginToWrite() {
  // What does not fit into SQLite's cache would be written before the COMMIT, and nobody could read
  // from then on.
  if (Error E = execute("PRAGMA cache_spill = OFF"))
    return E;
  return execute("BEGIN IMMEDIATE");
}

Expected<std::vector<std::string>> SqliteDatabase::tables() {
  Expected<SqliteStatement> Names =
      prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  if (!Names)
    return Names.takeError();
  std::vector<std::string> Result;
  while (true) {
    Expected<bool> HasRow = Names->next();
    if (!HasRow)
      return HasRow.takeError();
    if (!*HasRow)
      return Result;
    Result.push_back(Names->text(0));
  }
}

Expected<std::string> SqliteDatabase::schema() {
  Expected<SqliteStatement> Made =
      prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name");
  if (!Made)
    return Made.takeError();
  std::string Result;
  Expected<bool> Row = Made->next();
  for (; Row && *Row; Row = Made->next())
    Result += Made->text(0) + "\n";
  if (!Row)
    return Row.takeError();
  return Result;
}

Expected<int64_t> SqliteDatabase::number(const char *Sql) {
  Expected<SqliteStatement> Statement = prepare(Sql);
  if (!Statement)
    return Statement.takeError();
  Expected<bool> Row = Statement->next();
  if (!Row)
    return Row.takeError();
  return Statement->number(0);
}

Error SqliteDatabase::execute(const char *Sql) {
  if (sqlite3_exec(Handle.get(), Sql, nullptr, nullptr, nullptr) == SQLITE_OK)
    return Error::success();
  return lastError(Handle.get(), *Path);
}

Expected<SqliteStatement> SqliteDatabase::prepare(const char *Sql) {
  SqliteStatement Result;
  sqlite3_stmt *Statement = nullptr;
  int Code = sqlite3_prepare_v2(Handle.get(), Sql, -1, &Statement, nullptr);
  Result.Handle.reset(Statement);
  if (Code != SQLITE_OK)
    return lastError(Handle.get(), *Path);
  return Result;
}
