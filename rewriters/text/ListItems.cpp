// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/ListItems.h"

#include "checks/sources/LineEnds.h"
#include "checks/sources/Lines.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// Moves the next line of a list up behind what is left of a line of which \p Gone is removed,
/// where both fit.
void joinNextLine(EditSet &Edits, StringRef Text, TextRange Gone) {
  constexpr size_t LineWidth = 80; // the kernel's
  size_t Begin = lineStart(Text, Gone.Begin), Break = Text.find('\n', Gone.End);
  size_t Next = Text.find_first_not_of(" \t", Break + 1), NextBreak = Text.find('\n', Next);
  if (NextBreak == StringRef::npos)
    return;
  size_t End = Text.take_front(Break).rtrim('\r').size();
  size_t NextEnd = Text.take_front(NextBreak).rtrim('\r').size();
  if (Text[End - 1] != ',' || Next >= NextEnd)
    return;
  size_t Width = widthOf(Text.slice(Begin, Gone.Begin));
  if (Width + (End - Gone.End) + 1 + (NextEnd - Next) <= LineWidth)
    Edits.replace({static_cast<unsigned>(End), static_cast<unsigned>(Next)}, " ");
}

} // namespace

TextRange kphys::commentBehind(StringRef Text, TextRange Item) {
  unsigned Comma = Text.find_first_not_of(" \t\r\n", Item.End);
  if (Comma >= Text.size() || Text[Comma] != ',')
    return {};
  size_t Begin = Text.find_first_not_of(" \t", Comma + 1);
  StringRef Rest = Text.substr(Begin);
  size_t End = Rest.starts_with("/*")   ? Text.find("*/", Begin + 2)
               : Rest.starts_with("//") ? Text.find('\n', Begin)
                                        : StringRef::npos;
  if (End == StringRef::npos)
    return {};
  return {static_cast<unsigned>(Begin), static_cast<unsigned>(End + (Rest[1] == '*' ? 2 : 0))};
}

bool kphys::removeListItem(EditSet &Edits, StringRef Text, unsigned Before, TextRange Item) {
  unsigned Comma = Text.find(',', Before);
  unsigned After = Text.find_first_not_of(" \t\r\n", Item.End);
  TextRange Gone;
  if (Text[After] != ',') {
    Gone = {Before, Item.End};
  } else {
    unsigned Next = Text.find_first_not_of(" \t", After + 1);
    bool BeginsLine = Text.slice(Comma, Item.Begin).contains('\n');
    if (BeginsLine && lineBreak(Text.substr(Next)).empty()) {
      Gone = {Item.Begin, Next};
      joinNextLine(Edits, Text, Gone);
    } else
      Gone = {Comma + 1, After + 1};
  }
  if (hasComment(Text.slice(Before, std::max(After, Gone.End))) ||
      commentBehind(Text, Item).End != 0)
    return false;
  Edits.remove(Gone);
  return true;
}
