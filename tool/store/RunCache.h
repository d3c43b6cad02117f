// What earlier runs found out about one build directory: BUILD/kphys.cache.
//
// Nothing depends on it but time: whatever is wrong with the file, a run goes on without. One that
// is damaged is set aside, and made anew.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_STORE_RUNCACHE_H
#define KPHYS_TOOL_STORE_RUNCACHE_H

#include "checks/sources/TextCache.h"
#include "tool/store/FileAnswers.h"
#include "llvm/Support/FileSystem.h"
#include <map>
#include <set>
#include <string>
#include <unordered_map>

namespace kphys {

/// Answers to questions, each about one thing (a unit) in some state, and those to questions about
/// the text of files.
class RunCache : public TextCache {
public:
  /// The cache at \p Path, or none if that is empty. What another \p Maker wrote is forgotten. The
  /// file is locked for as long as it takes to read an answer, and to write all in the end: others
  /// may use it as well.
  RunCache(const std::string &Path, const std::string &Maker);

  struct Entry {
    std::string State; ///< of the thing when it was asked
    std::string Answer;
  };

  /// What earlier runs found out, in whatever state it was, or nullptr.
  const Entry *find(const std::string &Question, const std::string &About) const;
  /// What this run did.
  const Entry *findNew(const std::string &Question, const std::string &About) const;
  void store(const std::string &Question, const std::string &About, Entry Found);

  /// Reads what is stored for \p Question: find() knows of nothing else.
  void loadEntries(const std::string &Question);

  void look(llvm::ArrayRef<std::string> Paths, unsigned Threads, bool Again) override;
  void load(const std::string &Question) override;
  std::optional<llvm::StringRef> recall(const std::string &Question,
                                        llvm::StringRef Path) const override {
    return OfFiles.recall(Question, Path);
  }
  void remember(const std::string &Question, llvm::StringRef Path,
                llvm::StringRef Answer) override {
    OfFiles.remember(Question, Path, Answer);
  }

  /// The files of which the text or the state was asked for and that \p IsWanted takes.
  std::vector<std::string> looked(llvm::function_ref<bool(llvm::StringRef)> IsWanted) const {
    return OfFiles.looked(IsWanted);
  }

  /// Writes what is new. Returns why the cache could not be used, or an empty string.
  std::string commit();

private:
  /// Opens the file if it may be a cache: one of this version has the right tables.
  llvm::Expected<SqliteDatabase> open(SqliteDatabase::Access May) const;
  llvm::Expected<bool> isOf(SqliteDatabase &Database) const;
  /// Reads with \p Read, if there is a cache to read from.
  void read(llvm::function_ref<llvm::Error(SqliteDatabase &)> Read);
  llvm::Error readEntries(SqliteDatabase &Database, const std::string &Question);
  llvm::Error write();
  llvm::Error makeEmpty(SqliteDatabase &Database) const;
  void giveUp(llvm::Error Why);

  using Answers = std::unordered_map<std::string, Entry>; ///< by what they are about
  using AnswersByQuestion = std::map<std::string, Answers>;
  static const Entry *find(const AnswersByQuestion &In, const std::string &Question,
                           const std::string &About);

  const std::string Path; ///< empty: there is no cache
  const std::string Maker;
  std::string Problem;            ///< why it cannot be used, if so
  llvm::sys::fs::UniqueID Opened; ///< the file that was opened last
  AnswersByQuestion Known, New;
  FileAnswers OfFiles;
  bool HasStates = false;       ///< of files, as far as there are
  std::set<std::string> Loaded; ///< questions about files
  int64_t Started = 0;          ///< nanoseconds since the epoch
};

} // namespace kphys

#endif
