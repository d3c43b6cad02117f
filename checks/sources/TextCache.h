// What was found in the text of files, remembered from run to run.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_TEXTCACHE_H
#define KPHYS_CHECKS_SOURCES_TEXTCACHE_H

#include <optional>
#include <string>

namespace kphys {

class TextCache {
public:
  virtual ~TextCache() = default;

  /// Gets the answers to \p Question at hand.
  virtual void load(const std::string &Question) = 0;

  /// The answer that \p Question had for the file at \p Path, if the file is still the same. The
  /// question was loaded. Can be called from several threads.
  virtual std::optional<std::string> recall(const std::string &Question,
                                            const std::string &Path) const = 0;

  /// Notes an answer. Not while recall() may be called.
  virtual void remember(const std::string &Question, const std::string &Path,
                        std::string Answer) = 0;

  /// What tells the file at \p Path, as it is, from others and from what it was before. Nothing if
  /// there is none, or it changed so lately that another change might not show. Can be called from
  /// several threads.
  virtual std::optional<std::string> stateOf(const std::string &Path) const = 0;

  /// The answer that \p Question had about \p About when that was in \p State.
  virtual std::optional<std::string> recall(const std::string &Question, const std::string &About,
                                            const std::string &State) const = 0;

  /// Notes such an answer.
  virtual void remember(const std::string &Question, const std::string &About,
                        const std::string &State, std::string Answer) = 0;
};

} // namespace kphys

#endif
