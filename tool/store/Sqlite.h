// The little of SQLite's interface that kphys needs, with its errors as llvm::Error.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_STORE_SQLITE_H
#define KPHYS_TOOL_STORE_SQLITE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <sqlite3.h>
#include <string>
#include <vector>

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
  void bindBytes(int Parameter, llvm::StringRef Bytes) {
    sqlite3_bind_blob(Handle.get(), Parameter + 1, Bytes.data(), static_cast<int>(Bytes.size()),
                      SQLITE_TRANSIENT);
  }
  void bindNull(int Parameter) { sqlite3_bind_null(Handle.get(), Parameter + 1); }
  /// Makes a statement with rows ready to be run again.
  void reset() { sqlite3_reset(Handle.get()); }
  /// Runs a statement without rows, and makes it ready for the next parameters.
  llvm::Error run();
  /// True if there is a row to read.
  llvm::Expected<bool> next();
  int64_t number(int Column) const { return sqlite3_column_int64(Handle.get(), Column); }
  int columns() const { return sqlite3_column_count(Handle.get()); }
  bool isNumber(int Column) const {
    return sqlite3_column_type(Handle.get(), Column) == SQLITE_INTEGER;
  }
  bool isNull(int Column) const { return sqlite3_column_type(Handle.get(), Column) == SQLITE_NULL; }
  std::string text(int Column) const;

private:
  friend class SqliteDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt *Statement) const { sqlite3_finalize(Statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> Handle;
};

/// How a lock that somebody else has is waited for, in this process.
struct LockPatience {
  unsigned Seconds = 600; ///< then that is an error; 0: for ever
  /// Called once it takes longer than a blink.
  void (*Waiting)(const std::string &Path) = [](const std::string &) {};
  /// Called with what is to be said where the work goes on without.
  void (*GaveUp)(const std::string &What) = [](const std::string &) {};
};
LockPatience &lockPatience();

/// A file could not be read or written because somebody else kept the lock.
class LockedError : public llvm::ErrorInfo<LockedError> {
public:
  static char ID;
  explicit LockedError(std::string Path) : Path(std::move(Path)) {}
  void log(llvm::raw_ostream &To) const override;
  std::error_code convertToErrorCode() const override;

private:
  std::string Path;
};

/// A file is not, or no more, as kphys wrote it.
class DamagedError : public llvm::ErrorInfo<DamagedError> {
public:
  static char ID;
  DamagedError(std::string Path, std::string Why) : Path(std::move(Path)), Why(std::move(Why)) {}
  const std::string &path() const { return Path; }
  /// What is wrong; log() also says what to do.
  std::string what() const { return Path + " is damaged (" + Why + ")"; }
  void log(llvm::raw_ostream &To) const override;
  std::error_code convertToErrorCode() const override;

private:
  std::string Path, Why;
};

/// A connection. Several processes may have one to the same file, and one of them may write: what
/// it writes is seen by others from its COMMIT on.
class SqliteDatabase {
public:
  /// Look writes nothing at all, not even to undo what a killed process has left half written.
  enum class Access { Look, Read, Write };

  /// The file is made where there is none, if \p May is Write.
  static llvm::Expected<SqliteDatabase> open(const std::string &Path, Access May);

  /// Begins a transaction that may write: there is one at a time, and others wait for it. Nobody
  /// has to wait to read before it is committed.
  llvm::Error beginToWrite();

  /// The names of the tables.
  llvm::Expected<std::vector<std::string>> tables();

  /// The statements that made all there is in it, by name, a line each.
  llvm::Expected<std::string> schema();

  /// The number that \p Sql selects.
  llvm::Expected<int64_t> number(const char *Sql);

  llvm::Error execute(const char *Sql);
  llvm::Expected<SqliteStatement> prepare(const char *Sql);

private:
  struct Close {
    void operator()(sqlite3 *Database) const { sqlite3_close(Database); }
  };
  static int wait(void *Path, int Tries);

  std::unique_ptr<sqlite3, Close> Handle;
  std::unique_ptr<std::string> Path; ///< where it stays when this moves
};

} // namespace kphys

#endif
