// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/Escapes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <optional>
#include <utility>

using namespace kphys;
using llvm::StringRef;

namespace {

void addEscape(std::string &To, unsigned char Byte) {
  static constexpr std::pair<char, char> Letters[] = {{'\a', 'a'}, {'\b', 'b'}, {'\t', 't'},
                                                      {'\n', 'n'}, {'\v', 'v'}, {'\f', 'f'},
                                                      {'\r', 'r'}, {'"', '"'},  {'\\', '\\'}};
  To += '\\';
  for (auto [Character, Letter] : Letters)
    if (Byte == static_cast<unsigned char>(Character)) {
      To += Letter;
      return;
    }
  for (int Shift : {6, 3, 0})
    To += static_cast<char>('0' + ((Byte >> Shift) & 7));
}

/// The bytes of the character that \p Text begins with, and its number; nothing for no UTF-8.
std::optional<std::pair<size_t, llvm::UTF32>> firstCharacter(StringRef Text) {
  const auto *Begin = reinterpret_cast<const llvm::UTF8 *>(Text.data());
  const llvm::UTF8 *At = Begin;
  llvm::UTF32 Character = 0;
  if (llvm::convertUTF8Sequence(&At, Begin + Text.size(), &Character, llvm::strictConversion) !=
      llvm::conversionOK)
    return std::nullopt;
  return std::pair(static_cast<size_t>(At - Begin), Character);
}

bool steersTerminal(llvm::UTF32 Character) {
  return Character < 0x20 || (Character >= 0x7f && Character < 0xa0) || Character == 0x61c ||
         (Character >= 0x200e && Character <= 0x200f) ||
         (Character >= 0x2028 && Character <= 0x202e) ||
         (Character >= 0x2066 && Character <= 0x2069);
}

std::string withEscapes(StringRef Text, StringRef Kept) {
  std::string Result;
  while (!Text.empty()) {
    auto First = firstCharacter(Text);
    size_t Length = First ? First->first : 1;
    StringRef Bytes = Text.take_front(Length);
    Text = Text.drop_front(Length);
    if (First && (!steersTerminal(First->second) || Kept.contains(Bytes)))
      Result += Bytes;
    else
      for (char Byte : Bytes)
        addEscape(Result, Byte);
  }
  return Result;
}

} // namespace

std::string kphys::printable(StringRef Text) { return withEscapes(Text, "\n\t"); }

std::string kphys::printableName(StringRef Name) { return withEscapes(Name, ""); }

std::string kphys::diffName(StringRef Prefix, StringRef Name) {
  auto MustQuote = [](unsigned char Byte) {
    return Byte < 0x20 || Byte == 0x7f || Byte == '"' || Byte == '\\';
  };
  if (llvm::none_of(Name, MustQuote))
    return (Prefix + Name + (Name.contains(' ') ? "\t" : "")).str();
  std::string Result = "\"" + Prefix.str();
  for (unsigned char Byte : Name)
    if (MustQuote(Byte) || Byte >= 0x80)
      addEscape(Result, Byte);
    else
      Result += static_cast<char>(Byte);
  return Result + '"';
}
