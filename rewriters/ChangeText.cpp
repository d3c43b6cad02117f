// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ChangeText.h"

#include "checks/bodies/CallText.h"
#include "checks/sources/LineEnds.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

/// The first name in \p Edits that is taken, with why; an empty string if there is none.
std::string ChangeText::takenName(const std::vector<TextEdit> &Edits, bool IsInMacro) {
  for (const TextEdit &Edit : Edits)
    for (TextRange Token : tokensIn(Edit.Text)) {
      StringRef Name = Token.in(Edit.Text);
      if (!isWord(Name))
        continue;
      if (Words.empty())
        for (TextRange Each : tokensIn(Text))
          Words.insert(Each.in(Text));
      for (const std::string &Each : Taken.withSiblings(Name)) {
        std::string Why = Taken.whyTaken(Each, File, Edit.Offset, IsInMacro, !Words.count(Each));
        if (!Why.empty())
          return Each + ": " + Why;
      }
    }
  return {};
}

void ChangeText::endLines(std::vector<TextEdit> &Edits) const {
  for (TextEdit &Edit : Edits)
    Edit.Text = withLineEnds(Edit.Text, Text, Edit.Offset);
}

void ChangeText::settle(Change &Into, bool IsInMacro) {
  std::string Why;
  for (const Alternative &Each : Into.Alternatives)
    if (Why = takenName(Each.Edits, IsInMacro); !Why.empty())
      break;
  if (!Why.empty()) {
    Into.Alternatives.clear();
    if (!Into.isRefused()) {
      Into.Refusal = Reason::NameTaken;
      Into.Detail = std::move(Why);
    }
  }
  for (Alternative &Each : Into.Alternatives) {
    endLines(Each.Edits);
    endLines(Each.Comparable);
  }
}
