// Tells one text of a file from another.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_TEXTHASHES_H
#define KPHYS_CHECKS_SOURCES_TEXTHASHES_H

#include "llvm/Support/Error.h"
#include "llvm/Support/xxhash.h"
#include <map>
#include <string>

namespace kphys {

inline uint64_t hashOfText(llvm::StringRef Text) { return llvm::xxh3_64bits(Text); }

/// Hashes of texts, by file, relative to the tree.
using TextHashes = std::map<std::string, uint64_t>;

/// The texts that a run goes by. What it finds out is of files as they were read, and of no others.
class SeenTexts {
public:
  void note(const TextHashes &Texts) {
    for (const auto &[File, Hash] : Texts)
      if (Hashes.try_emplace(File, Hash).first->second != Hash && Changed.empty())
        Changed = File;
  }

  bool has(const std::string &File) const { return Hashes.count(File) != 0; }

  /// An error if a file was read more than once and was not the same.
  llvm::Error check() const { return Changed.empty() ? llvm::Error::success() : changed(Changed); }

  /// An error if \p File was not read so far, or not as \p Text.
  llvm::Error check(const std::string &File, llvm::StringRef Text) const {
    auto Seen = Hashes.find(File);
    return Seen != Hashes.end() && Seen->second == hashOfText(Text) ? llvm::Error::success()
                                                                    : changed(File);
  }

private:
  static llvm::Error changed(const std::string &File) {
    return llvm::createStringError(File + ": it changed while kphys ran; nothing was written");
  }

  TextHashes Hashes;
  std::string Changed;
};

} // namespace kphys

#endif
