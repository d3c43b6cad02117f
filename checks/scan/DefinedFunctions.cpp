// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/scan/DefinedFunctions.h"

#include "checks/sources/Words.h"
#include "llvm/ADT/SmallVector.h"

using namespace kphys;
using llvm::StringRef;

/// Where the parenthesis at \p Open of \p Text is closed; npos if it is not.
static size_t closing(StringRef Text, size_t Open) {
  unsigned Depth = 0;
  for (size_t I = Open; I < Text.size(); ++I) {
    if (Text[I] == '(')
      ++Depth;
    else if (Text[I] == ')' && --Depth == 0)
      return I;
  }
  return StringRef::npos;
}

/// The names before each `(` in the head of the function that may begin at the start of \p Text;
/// none if it is no such head.
static llvm::SmallVector<StringRef, 4> namesInHead(StringRef Text) {
  llvm::SmallVector<StringRef, 4> Result;
  size_t From = 0;
  while (true) {
    size_t Open = Text.find_first_of("({};=#\"", From);
    if (Open == StringRef::npos)
      return {};
    if (Text[Open] == '{')
      return Result;
    if (Text[Open] != '(')
      return {};
    if (StringRef Name = trailingWord(Text.slice(From, Open).rtrim()); !Name.empty())
      Result.push_back(Name);
    size_t End = closing(Text, Open);
    if (End == StringRef::npos)
      return {};
    From = End + 1;
  }
}

void kphys::forEachDefinedFunction(StringRef Text, llvm::function_ref<void(StringRef)> Take) {
  for (size_t Line = 0; Line < Text.size();) {
    StringRef Rest = Text.substr(Line);
    if (isWordStart(Rest.front()) && leadingWord(Rest) != "static")
      for (StringRef Name : namesInHead(Rest))
        Take(Name);
    size_t End = Text.find('\n', Line);
    Line = End == StringRef::npos ? Text.size() : End + 1;
  }
}

/// True if what begins at \p Rest, behind the name of a record, is an initializer without names.
static bool mayInitializeByOrder(StringRef Rest) {
  size_t End = Rest.find_first_of("=;){");
  if (End == StringRef::npos || Rest[End] != '=')
    return false;
  StringRef Value = Rest.substr(End + 1).ltrim();
  while (Value.consume_front("{"))
    Value = Value.ltrim();
  if (Value.starts_with("[")) // an element of an array by its number
    return true;
  return !Value.starts_with(".") && !Value.starts_with("}") && !Value.starts_with("/") &&
         Rest.substr(End + 1).ltrim().starts_with("{");
}

bool kphys::mayStoreIn(StringRef Text, StringRef Record, StringRef Field) {
  for (size_t At = findWord(Text, Field); At != StringRef::npos;
       At = findWord(Text, Field, At + 1)) {
    StringRef Before = Text.take_front(At).rtrim();
    StringRef Behind = Text.substr(At + Field.size()).ltrim();
    bool IsMember = Before.ends_with(".") || Before.ends_with("->");
    bool IsFirst = Before.ends_with("{") || Before.ends_with(",");
    if ((IsMember && Behind.starts_with("=") && !Behind.starts_with("==")) ||
        (IsFirst && Behind.starts_with(":"))) // GNU's old form
      return true;
  }
  for (size_t At = findWord(Text, Record); At != StringRef::npos;
       At = findWord(Text, Record, At + 1))
    if (mayInitializeByOrder(Text.substr(At + Record.size())))
      return true;
  return false;
}
