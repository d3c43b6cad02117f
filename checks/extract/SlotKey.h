// The keys of slots (AddressFacts.h), taken apart.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_SLOTKEY_H
#define KPHYS_CHECKS_EXTRACT_SLOTKEY_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace kphys {

/// \p Symbol without the file it is private to.
llvm::StringRef plainName(llvm::StringRef Symbol);

struct Slot;

/// Refers to the text of the key.
struct SlotKey {
  explicit SlotKey(llvm::StringRef Key);

  /// The key of what a declaration (`A:KEY@FILE:LINE`) declares; another key itself.
  static llvm::StringRef declared(llvm::StringRef Key);

  bool IsPointee = false; ///< D: or W:, any number of times; the rest speaks of the pointer
  char Form = 0;          ///< the letter: P, R, F, G, L or T
  /// The function or variable, or `STRUCT.FIELD`; of a parameter or result of a function pointer,
  /// `F:STRUCT.FIELD`. With its file where it is private to that.
  llvm::StringRef Symbol;
  std::optional<unsigned> Parameter; ///< of P
};

/// True for what one directory keeps in a field of a struct of the whole kernel.
bool isShare(const Slot &Of);

} // namespace kphys

#endif
