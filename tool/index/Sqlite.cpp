// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/index/Sqlite.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

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
  return llvm::createStringError(std::string(sqlite3_db_filename(Database, "main")) + ": " +
                                 sqlite3_errmsg(Database));
}

std::string SqliteStatement::text(int Column) const {
  const auto *Text = reinterpret_cast<const char *>(sqlite3_column_text(Handle.get(), Column));
  return Text ? Text : "";
}

Expected<SqliteDatabase> SqliteDatabase::open(const std::string &Path, bool Create) {
  SqliteDatabase Result;
  Result.Path = Path;
  sqlite3 *Database = nullptr;
  int Flags = SQLITE_OPEN_NOMUTEX | // a connection stays in its thread
              (Create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  int Code = sqlite3_open_v2(Path.c_str(), &Database, Flags, nullptr);
  Result.Handle.reset(Database);
  if (Code != SQLITE_OK)
    return llvm::createStringError("cannot open " + Path + ": " + sqlite3_errstr(Code));
  return Result;
}

Error SqliteDatabase::execute(const char *Sql) {
  if (sqlite3_exec(Handle.get(), Sql, nullptr, nullptr, nullptr) == SQLITE_OK)
    return Error::success();
  return llvm::createStringError(Path + ": " + sqlite3_errmsg(Handle.get()));
}

Expected<SqliteStatement> SqliteDatabase::prepare(const char *Sql) {
  SqliteStatement Result;
  sqlite3_stmt *Statement = nullptr;
  int Code = sqlite3_prepare_v2(Handle.get(), Sql, -1, &Statement, nullptr);
  Result.Handle.reset(Statement);
  if (Code != SQLITE_OK)
    return llvm::createStringError(Path + ": " + sqlite3_errmsg(Handle.get()));
  return Result;
}
