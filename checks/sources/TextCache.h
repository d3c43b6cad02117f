// What was found in the text of files, remembered from run to run.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_TEXTCACHE_H
#define KPHYS_CHECKS_SOURCES_TEXTCACHE_H

#include "checks/sources/RegularFile.h"
#include "checks/sources/Threads.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <string>
#include <vector>

namespace kphys {

class TextCache {
public:
  virtual ~TextCache() = default;

  /// Looks, on several threads, which state the files at \p Paths (absolute) are in that were not
  /// looked at before, or all of them \p Again: what is recalled and remembered from now on is of
  /// this state. Not while recall() may be called.
  virtual void look(llvm::ArrayRef<std::string> Paths, unsigned Threads, bool Again) = 0;

  /// Gets the answers to \p Question at hand.
  virtual void load(const std::string &Question) = 0;

  /// The answer that \p Question had for the file at \p Path, if the file is still the same. The
  /// question was loaded, the file looked at. It stays valid until another is remembered for both.
  /// Can be called from several threads.
  virtual std::optional<llvm::StringRef> recall(const std::string &Question,
                                                llvm::StringRef Path) const = 0;

  /// Notes an answer, but for a file that changed so lately that another change might not show. Not
  /// while recall() may be called.
  virtual void remember(const std::string &Question, llvm::StringRef Path,
                        llvm::StringRef Answer) = 0;
};

/// Asks \p Question about the text of each file of \p Paths: what \p Cache recalls of it, if
/// \p Fits(index, answer), or else what \p Ask(index, text) says, both on several threads. A file
/// that cannot be read has the answer that \p Unread(index, error code) gives.
template <typename AskFunction, typename UnreadFunction, typename FitsFunction>
std::vector<std::string> askTexts(const std::string &Question, llvm::ArrayRef<std::string> Paths,
                                  unsigned Threads, TextCache &Cache, const AskFunction &Ask,
                                  const UnreadFunction &Unread, const FitsFunction &Fits) {
  std::vector<std::string> Result(Paths.size());
  std::vector<char> IsNew(Paths.size());
  Cache.look(Paths, Threads, /*Again=*/false);
  Cache.load(Question);
  onThreads(Paths.size(), Threads, [&](size_t I) {
    if (std::optional<llvm::StringRef> Known = Cache.recall(Question, Paths[I]);
        Known && Fits(I, *Known)) {
      Result[I] = Known->str();
    } else if (auto Text = readRegularFile(Paths[I])) {
      Result[I] = Ask(I, (*Text)->getBuffer());
      IsNew[I] = 1;
    } else {
      Result[I] = Unread(I, Text.getError());
    }
  });
  for (size_t I = 0; I < Paths.size(); ++I)
    if (IsNew[I])
      Cache.remember(Question, Paths[I], Result[I]);
  return Result;
}

/// The same, where any answer fits.
template <typename AskFunction, typename UnreadFunction>
std::vector<std::string> askTexts(const std::string &Question, llvm::ArrayRef<std::string> Paths,
                                  unsigned Threads, TextCache &Cache, const AskFunction &Ask,
                                  const UnreadFunction &Unread) {
  return askTexts(Question, Paths, Threads, Cache, Ask, Unread,
                  [](size_t, llvm::StringRef) { return true; });
}

/// The same, where a file that cannot be read has no answer.
template <typename AskFunction>
std::vector<std::string> askTexts(const std::string &Question, llvm::ArrayRef<std::string> Paths,
                                  unsigned Threads, TextCache &Cache, const AskFunction &Ask) {
  return askTexts(Question, Paths, Threads, Cache, Ask,
                  [](size_t, std::error_code) { return std::string(); });
}

} // namespace kphys

#endif
