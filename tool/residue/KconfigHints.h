// What else to set for a symbol of Kconfig to be set: guesses, by the text of the Kconfig files.
// The tree's own Kconfig says afterwards what came of them.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_RESIDUE_KCONFIGHINTS_H
#define KPHYS_TOOL_RESIDUE_KCONFIGHINTS_H

#include "tool/residue/Needs.h"

namespace kphys {

class KconfigHints {
public:
  /// Reads the Kconfig files of the tree at \p Root.
  explicit KconfigHints(const std::string &Root);

  /// \p Of, with what the symbols depend on, and with one that selects each that nobody can set
  /// otherwise, in the architecture of \p Directory below arch/. What selects a symbol that must
  /// not be set must not be set either.
  Needs widened(const Needs &Of, llvm::StringRef Directory) const;

  /// Why a symbol may not be to be had: that no file has it, or what it depends on, as written.
  std::string describe(const std::string &Symbol) const;

private:
  struct Symbol {
    bool HasPrompt = false;
    std::string File;
    std::vector<std::string> Depends; ///< conditions, as written
  };
  using Definitions = std::vector<Symbol>;

  void read(llvm::StringRef File, llvm::StringRef Text);
  void widen(const std::string &Name, llvm::StringRef Directory, unsigned Depth, Needs &Into) const;
  void unset(const std::string &Name, llvm::StringRef Directory, unsigned Depth, Needs &Into) const;
  const Symbol *definition(const std::string &Name, llvm::StringRef Directory) const;

  std::map<std::string, Definitions> Symbols;
  std::map<std::string, std::vector<std::pair<std::string, std::string>>>
      SelectedBy; ///< symbol, file
};

} // namespace kphys

#endif
