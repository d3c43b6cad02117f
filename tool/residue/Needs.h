// What a configuration must be like for a file, or a line of it, to be compiled.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_RESIDUE_NEEDS_H
#define KPHYS_TOOL_RESIDUE_NEEDS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kphys {

struct Needs {
  std::map<std::string, bool>
      Symbols; ///< of Kconfig, without CONFIG_; true: y or m, false: not set
  std::set<std::string> Contradictory; ///< symbols that are needed both ways
  std::set<std::string> Others;        ///< conditions that are no symbol's, as they are written
  bool IsDead = false;                 ///< it stands in an #if 0

  void add(const std::string &Symbol, bool IsSet);
  void add(const Needs &Other);

  /// True if nothing that is known speaks against it.
  bool canBe() const { return !IsDead && Contradictory.empty(); }

  /// True if \p IsSet, of a symbol of some configuration, is as it is needed for each.
  bool areMet(llvm::function_ref<bool(const std::string &Symbol)> IsSet) const;

  /// In words: `CONFIG_A, CONFIG_B=n`.
  std::string describe() const;

  auto operator<=>(const Needs &) const = default;
};

/// Ways to be compiled; any of them will do. None: nobody knows.
using WaysToBuild = std::set<Needs>;

/// What \p Text, the condition of an `#if` or `#elif`, needs to be true, or to be false if it must
/// not be \p Holds. Of alternatives the first counts.
Needs needsOfCondition(llvm::StringRef Text, bool Holds = true);

/// What the conditions around line \p Line of the source \p Text need.
Needs needsOfLine(llvm::StringRef Text, unsigned Line);

} // namespace kphys

#endif
