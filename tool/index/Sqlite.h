// The little of SQLite's interface that kphys needs, with its errors as llvm::Error.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_INDEX_SQLITE_H
#define KPHYS_TOOL_INDEX_SQLITE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <sqlite3.h>
#include <string>

namespace kphys {

/// A prepared statement. Columns and parameters count from 0.
class SqliteStatement {
public:
  /// False for one that was not prepared.
  explicit operator bool() const { return Handle != nullptr; }
  void bind(int Parameter, llvm::StringRef Text) {
    sqlite3_bind_text(Handle.get(), Parameter + 1, Text.data(), static_cast<int>(Text.size()),
                      SQLITE_TRANSIENT);
  }
  void bind(int Parameter, int64_t Number) {
    sqlite3_bind_int64(Handle.get(), Parameter + 1, Number);
  }
  void bindNull(int Parameter) { sqlite3_bind_null(Handle.get(), Parameter + 1); }
  /// Makes a statement with rows ready to be run again.
  void reset() { sqlite3_reset(Handle.get()); }
  /// Runs a statement without rows, and makes it ready for the next parameters.
  llvm::Error run();
  /// True if there is a row to read.
  llvm::Expected<bool> next();
  int64_t number(int Column) const { return sqlite3_column_int64(Handle.get(), Column); }
  bool isNull(int Column) const { return sqlite3_column_type(Handle.get(), Column) == SQLITE_NULL; }
  std::string text(int Column) const;

private:
  friend class SqliteDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt *Statement) const { sqlite3_finalize(Statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> Handle;
};

class SqliteDatabase {
public:
  static llvm::Expected<SqliteDatabase> open(const std::string &Path, bool Create);
  llvm::Error execute(const char *Sql);
  llvm::Expected<SqliteStatement> prepare(const char *Sql);

private:
  struct Close {
    void operator()(sqlite3 *Database) const { sqlite3_close(Database); }
  };
  std::unique_ptr<sqlite3, Close> Handle;
  std::string Path;
};

} // namespace kphys

#endif
