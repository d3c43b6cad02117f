// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/QuotedName.h"

using namespace kphys;
using llvm::StringRef;

/// Takes an escape, without its backslash, off the front of \p Text.
static bool consumeEscape(StringRef &Text, std::string &Into) {
  constexpr char Names[] = "abtnvfr\"\\", Values[] = "\a\b\t\n\v\f\r\"\\";
  if (size_t At = StringRef(Names).find(Text.take_front());
      !Text.empty() && At != StringRef::npos) {
    Into += Values[At];
    Text = Text.drop_front();
    return true;
  }
  unsigned Byte = 0;
  if (Text.size() < 3 || Text.take_front(3).getAsInteger(8, Byte) || Byte > 0xff)
    return false;
  Into += static_cast<char>(Byte);
  Text = Text.drop_front(3);
  return true;
}

std::optional<std::string> kphys::unquotedName(StringRef Written) {
  StringRef Rest = Written.split('\t').first.trim();
  if (!Rest.consume_front("\""))
    return Rest.str();
  std::string Result;
  while (!Rest.consume_front("\"")) {
    if (Rest.empty())
      return std::nullopt;
    if (Rest.consume_front("\\")) {
      if (!consumeEscape(Rest, Result))
        return std::nullopt;
      continue;
    }
    Result += Rest.front();
    Rest = Rest.drop_front();
  }
  return Rest.empty() ? std::optional(Result) : std::nullopt;
}

StringRef kphys::nameInBoth(StringRef Line) {
  StringRef Old = Line.take_front(Line.size() / 2),
            New = Line.drop_front(std::min(Line.size() / 2 + 1, Line.size()));
  auto WithoutPrefix = [](StringRef Name) {
    return Name.drop_front(Name.starts_with("\"") ? 2 : 1);
  };
  bool IsSame = Line.size() % 2 == 1 && Line.size() > 6 && Line[Line.size() / 2] == ' ' &&
                WithoutPrefix(Old) == WithoutPrefix(New);
  return IsSame ? Old : StringRef();
}
