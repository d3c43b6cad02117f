// Answers to questions about the text of files, each true for as long as its file is the same: the
// part of BUILD/kphys.cache that has one row a question, not one an answer.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_STORE_FILEANSWERS_H
#define KPHYS_TOOL_STORE_FILEANSWERS_H

#include "tool/store/Sqlite.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Allocator.h"
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace kphys {

class FileAnswers {
public:
  /// Looks at those of \p Paths that were not looked at so far, or at all of them \p Again, on
  /// several threads. One that changed at \p TooLate, nanoseconds since the epoch, or later, is not
  /// told from what it may become: nothing is remembered of it.
  void look(llvm::ArrayRef<std::string> Paths, unsigned Threads, bool Again, int64_t TooLate);

  /// The paths that were looked at and that \p IsWanted takes.
  std::vector<std::string> looked(llvm::function_ref<bool(llvm::StringRef)> IsWanted) const;

  /// See TextCache.
  std::optional<llvm::StringRef> recall(const std::string &Question, llvm::StringRef Path) const;
  void remember(const std::string &Question, llvm::StringRef Path, llvm::StringRef Answer);

  /// Reads the files' states, if nothing was looked at so far. An error is a DamagedError, or
  /// what is wrong with \p Database, whose \p Path it names.
  llvm::Error readStates(SqliteDatabase &Database, const std::string &Path);
  /// Reads the answers to \p Question, unless they are known.
  llvm::Error read(SqliteDatabase &Database, const std::string &Path, const std::string &Question);

  /// True if there is something to write.
  bool isNew() const;
  /// Writes what is new, and puts it in the place of what another process has written meanwhile.
  llvm::Error write(SqliteDatabase &Database);

  /// Says that there is no file any more that has what was read: all is to be written.
  void startAnew();

private:
  /// A file in a state, by hashes: of its path, and of that with its size, inode and times. The
  /// second is Gone once the file is known to be in another.
  struct FileState {
    uint64_t Path = 0, State = 0;
  };
  static constexpr uint64_t Gone = 0;
  /// Numbers are indices of States.
  using Number = uint32_t;
  static constexpr Number None = ~Number(0);

  struct Answers {
    llvm::BitVector Asked;                        ///< by number
    llvm::DenseMap<Number, llvm::StringRef> Said; ///< what is not empty
    bool IsNew = false;
  };

  Number numberOf(uint64_t Path, uint64_t State);
  void renumber();
  llvm::Error writeAnswers(SqliteStatement &Insert, const std::string &Question,
                           const Answers &Of) const;
  std::string statesAsText() const;

  std::vector<FileState> States;
  std::unordered_map<uint64_t, Number> Latest; ///< by hash of the path
  size_t GoneCount = 0;
  std::optional<int64_t> HashStored; ///< of the states as they were read or written last
  llvm::StringMap<Number> Seen;      ///< by path: what was looked at; None: of unknown state
  std::map<std::string, Answers> Told;
  llvm::BumpPtrAllocator Texts; ///< of answers
};

} // namespace kphys

#endif
