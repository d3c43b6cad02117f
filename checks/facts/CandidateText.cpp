// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/CandidateText.h"

#include "checks/facts/CallText.h"
#include "checks/sources/LineEnds.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

/// The first name in \p Edits that is taken, with why; an empty string if there is none.
std::string CandidateText::takenName(const std::vector<TextEdit> &Edits, bool IsInMacro) {
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

void CandidateText::endLines(std::vector<TextEdit> &Edits) const {
  for (TextEdit &Edit : Edits)
    Edit.Text = withLineEnds(Edit.Text, Text, Edit.Offset);
}

void CandidateText::settle(Candidate &Into, bool IsInMacro) {
  if (!takenName(Into.Half.Change.Edits, IsInMacro).empty())
    Into.Half.MayChange = false;
  if (Into.Refusal == Reason::None) {
    std::string Why = takenName(Into.Edits, IsInMacro);
    if (Why.empty())
      Why = takenName(Into.Otherwise.Edits, IsInMacro);
    if (!Why.empty()) {
      Into.Refusal = Reason::NameTaken;
      Into.Detail = std::move(Why);
      Into.Edits.clear();
      Into.Comparable.clear();
      Into.Otherwise = {};
      Into.After.clear();
      Into.Intended.clear();
    }
  }
  for (std::vector<TextEdit> *Each :
       {&Into.Edits, &Into.Otherwise.Edits, &Into.Comparable, &Into.Half.Change.Edits})
    endLines(*Each);
}
