// What the text of every rewrite has to be, whichever rule made it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_CHANGETEXT_H
#define KPHYS_REWRITERS_CHANGETEXT_H

#include "checks/extract/TakenNames.h"
#include "rewriters/Change.h"

namespace kphys {

/// The changes of one file.
class ChangeText {
public:
  ChangeText(TakenNames &Taken, std::string File, llvm::StringRef Text)
      : Taken(Taken), File(std::move(File)), Text(Text) {}

  /// Refuses \p Into where one of its new names is taken, and ends its lines as the file's lines
  /// end. \p IsInMacro: the name that it is for stands in a #define.
  void settle(Change &Into, bool IsInMacro);

private:
  std::string takenName(const std::vector<TextEdit> &Edits, bool IsInMacro);
  void endLines(std::vector<TextEdit> &Edits) const;

  TakenNames &Taken;
  const std::string File; ///< relative to the tree
  const llvm::StringRef Text;
  std::set<llvm::StringRef> Words; ///< of Text, once they are wanted
};

} // namespace kphys

#endif
