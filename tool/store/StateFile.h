// Whose file is it? kphys keeps what it found out in SQLite files, which may be damaged, or another
// program's, or a stranger's.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_STORE_STATEFILE_H
#define KPHYS_TOOL_STORE_STATEFILE_H

#include "tool/store/Sqlite.h"
#include "llvm/Support/FileSystem.h"
#include <string>

namespace kphys {

/// What tells a kind of file from others.
struct StateKind {
  const char *Word;      ///< "index"
  const char *FileName;  ///< what lies under this name in a build directory can only be one
  int64_t ApplicationId; ///< PRAGMA application_id
  int64_t Version;       ///< PRAGMA user_version
  const char *Schema;    ///< statements, each ended by ";\n"

  /// What SqliteDatabase::schema() says of one.
  std::string shape() const;
};

/// A file is another program's.
class NotOursError : public llvm::ErrorInfo<NotOursError> {
public:
  static char ID;
  NotOursError(std::string Path, const char *Word) : Path(std::move(Path)), Word(Word) {}
  void log(llvm::raw_ostream &To) const override;
  std::error_code convertToErrorCode() const override;

private:
  std::string Path;
  const char *Word;
};

/// Looks at the file at \p Path, without opening it as a database, for what would keep it from
/// being one of \p Kind: a DamagedError, a NotOursError, or what is wrong with reading it. One that
/// is absent, empty or another version's is none. \p IsEarly is asked about one that is not marked,
/// as those of early versions of kphys are not.
llvm::Error checkStateFile(const std::string &Path, const StateKind &Kind,
                           llvm::function_ref<bool(SqliteDatabase &)> IsEarly);

/// Which file lies at \p Path now.
llvm::sys::fs::UniqueID fileAt(const std::string &Path);

/// Gives the damaged file at \p Path, and what belongs to it, the name \p Path.damaged, in the
/// place of an older one, and says so, with \p Why, a DamagedError. That is returned where it
/// cannot. If it is no more the one that was \p Damaged, another process has done that: there is
/// nothing to do.
llvm::Error setAside(const std::string &Path, llvm::sys::fs::UniqueID Damaged, llvm::Error Why);

} // namespace kphys

#endif
