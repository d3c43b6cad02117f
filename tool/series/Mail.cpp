// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/Mail.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// \p Text as a header has it: RFC 2047 where it is not ASCII, in words that are short enough.
std::string headerWords(StringRef Text) {
  if (llvm::all_of(Text, [](char Each) { return llvm::isPrint(Each); }))
    return Text.str();
  std::string Result;
  constexpr size_t MostBytes = 36; // of an encoded word, which may have 75 characters
  while (!Text.empty()) {
    size_t Size = std::min(MostBytes, Text.size());
    while (Size > 1 && Size < Text.size() && (Text[Size] & 0xc0) == 0x80) // inside a character
      --Size;
    Result += (Result.empty() ? "=?UTF-8?B?" : "\n =?UTF-8?B?") +
              llvm::encodeBase64(Text.take_front(Size)) + "?=";
    Text = Text.drop_front(Size);
  }
  return Result;
}

/// NAME <ADDRESS>, whatever letters the name has.
std::string headerAddress(StringRef Address) {
  size_t Mail = Address.rfind('<');
  if (Mail == StringRef::npos || Mail == 0)
    return Address.str();
  StringRef Name = Address.take_front(Mail).trim();
  std::string Words = headerWords(Name);
  bool IsQuoted = Name.size() > 1 && Name.front() == '"' && Name.back() == '"';
  if (Words != Name) // that needs no quotes
    Words = headerWords(IsQuoted ? Name.drop_front().drop_back() : Name);
  else if (!IsQuoted && Name.find_first_of("()<>[]:;@\\,.\"") != StringRef::npos)
    Words = "\"" +
            llvm::join(llvm::split(llvm::join(llvm::split(Name, '\\'), "\\\\"), '"'), "\\\"") +
            "\"";
  return Words + " " + Address.substr(Mail).str();
}

std::string addresses(StringRef Header, llvm::ArrayRef<std::string> Of) {
  std::string Result;
  for (const std::string &Each : Of)
    Result += (Result.empty() ? (Header + ": ").str() : ",\n\t") + headerAddress(Each);
  return Result.empty() ? Result : Result + "\n";
}

} // namespace

bool kphys::isMailAddress(StringRef Text) {
  StringRef Address = Text;
  if (size_t Begin = Text.find('<'); Begin != StringRef::npos) {
    Address = Text.substr(Begin + 1);
    if (!Address.consume_back(">") || Text.take_front(Begin).trim().empty() ||
        llvm::any_of(Text.take_front(Begin),
                     [](unsigned char Each) { return Each < ' ' || Each == 0x7f; }))
      return false;
  }
  auto [Name, Host] = Address.rsplit('@');
  constexpr StringRef Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  return !Name.empty() && !Host.empty() && Host.find_first_not_of(Letters) == StringRef::npos &&
         Name.find_first_not_of((Letters + "!#$%&'*+/=?^`{|}~").str()) == StringRef::npos;
}

std::string Mail::text() const {
  std::string Mark =
      "[PATCH" + (TreeWord.empty() ? "" : " " + TreeWord) +
      (Of > 1 ? " " + zeroPadded(Number, std::to_string(Of).size()) + "/" + std::to_string(Of)
              : "") +
      "] ";
  bool IsAscii = llvm::all_of(Body + Rest, [](char Each) { return llvm::isASCII(Each); });
  return "From " + std::string(40, '0') +
         " Mon Sep 17 00:00:00 2001\nFrom: " + headerAddress(From) + "\n" +
         (Date.empty() ? "" : "Date: " + Date + "\n") +
         "Subject: " + wrapped(Mark + headerWords(Subject), " ", 76 - sizeof "Subject:") + "\n" +
         addresses("To", To) + addresses("Cc", Cc) +
         (IsAscii ? ""
                  : "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
                    "Content-Transfer-Encoding: 8bit\n") +
         "\n" + Body + Rest + "-- \nkphys " KPHYS_VERSION "\n\n";
}

std::string Mail::fileName() const {
  if (Number == 0)
    return "0000-cover-letter.patch";
  constexpr size_t Longest = 52; // as Git has it
  std::string Result;
  for (char Each : StringRef(Subject).take_front(Longest))
    if (llvm::isAlnum(Each) || Each == '.' || Each == '_')
      Result += Each;
    else if (!StringRef(Result).ends_with("-"))
      Result += '-';
  return zeroPadded(Number, 4) + "-" + StringRef(Result).rtrim("-.").str() + ".patch";
}

std::string kphys::zeroPadded(size_t Number, size_t Digits) {
  std::string Result = std::to_string(Number);
  return std::string(Digits - std::min(Digits, Result.size()), '0') + Result;
}

std::string kphys::wrapped(StringRef Text, StringRef Indent, unsigned Width) {
  std::string Result;
  size_t Column = 0;
  while (!(Text = Text.ltrim(' ')).empty()) {
    StringRef Word = Text.take_until([](char Each) { return Each == ' '; });
    Text = Text.drop_front(Word.size());
    if (Column > 0 && Column + 1 + Word.size() > Width) {
      Result += "\n" + Indent.str();
      Column = Indent.size();
    } else if (Column > 0) {
      Result += ' ';
      ++Column;
    }
    Result += Word;
    Column += Word.size();
  }
  return Result;
}
