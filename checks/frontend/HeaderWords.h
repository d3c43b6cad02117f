// Which headers mention a word? Each is read once, whoever asks.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_HEADERWORDS_H
#define KPHYS_CHECKS_FRONTEND_HEADERWORDS_H

#include "checks/frontend/ParseUnit.h"
#include "llvm/ADT/StringMap.h"

namespace kphys {

class HeaderWords {
public:
  /// \p Overlay, which must outlive it, has the text of headers that are edited.
  explicit HeaderWords(const FileOverlay &Overlay) : Overlay(Overlay) {}

  /// Reads those of \p Some that are new.
  void add(const std::set<std::string> &Some);

  /// The files that have \p Word outside of numbers, in comments too, in the order they came.
  llvm::ArrayRef<std::string_view> mentioners(llvm::StringRef Word) const;

  /// True if \p File, one that was added, has \p Word in its code.
  bool isInCode(llvm::StringRef Word, llvm::StringRef File) const;

private:
  /// Calls \p Use with the text of \p File, if there is one.
  void withText(const std::string &File, llvm::function_ref<void(llvm::StringRef)> Use) const;

  const FileOverlay &Overlay;
  std::set<std::string> Known;
  llvm::StringMap<std::vector<std::string_view>> Files; ///< of Known, by word
};

} // namespace kphys

#endif
