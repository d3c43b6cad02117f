// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/RewritePattern.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

bool isPartOfName(char C) { return llvm::isAlnum(C) || C == '_'; }

bool isName(StringRef Text) {
  return !Text.empty() && !llvm::isDigit(Text.front()) && llvm::all_of(Text, isPartOfName);
}

/// True if the parentheses of \p Text are in pairs.
bool isBalanced(StringRef Text) {
  int Depth = 0;
  for (char C : Text) {
    Depth += C == '(' ? 1 : C == ')' ? -1 : 0;
    if (Depth < 0)
      return false;
  }
  return Depth == 0;
}

} // namespace

const char *kphys::parseText(StringRef Text, RewritePattern &Result) {
  auto [Old, New] = Text.split(" => ");
  Result = {Old.trim().str(), New.trim().str()};
  if (Result.Old.empty() || Result.New.empty() || New.contains(" => "))
    return "must be a rule, OLD => NEW";
  return isBalanced(Old) && isBalanced(New) ? nullptr : "has a parenthesis without the other one";
}

std::pair<StringRef, StringRef> kphys::splitOutside(StringRef Text, StringRef Separator) {
  int Depth = 0;
  for (size_t I = 0; I < Text.size(); ++I) {
    Depth += Text[I] == '(' ? 1 : Text[I] == ')' ? -1 : 0;
    if (Depth == 0 && Text.substr(I).starts_with(Separator))
      return {Text.take_front(I).trim(), Text.drop_front(I + Separator.size()).trim()};
  }
  return {Text.trim(), StringRef()};
}

std::optional<CallPattern> kphys::parseCall(StringRef Text) {
  auto [Name, Rest] = Text.split('(');
  if (!isName(Name) || !Rest.consume_back(")") || !isBalanced(Rest))
    return std::nullopt;
  CallPattern Result = {Name.str(), {}};
  if (Rest.rtrim().ends_with(","))
    return std::nullopt;
  while (!Rest.trim().empty()) {
    auto [Argument, Others] = splitOutside(Rest, ",");
    if (Argument.empty())
      return std::nullopt;
    Result.Arguments.push_back(Argument.str());
    Rest = Others;
  }
  return Result;
}

std::optional<unsigned> CallPattern::find(StringRef Text) const {
  auto Found = llvm::find(Arguments, Text);
  if (Found == Arguments.end())
    return std::nullopt;
  return static_cast<unsigned>(Found - Arguments.begin());
}

bool kphys::isLetter(StringRef Text) { return Text.size() == 1 && llvm::isUpper(Text.front()); }

bool kphys::mentions(StringRef Text, char Letter) {
  for (size_t I = 0; I < Text.size(); ++I)
    if (Text[I] == Letter && (I == 0 || !isPartOfName(Text[I - 1])) &&
        (I + 1 == Text.size() || !isPartOfName(Text[I + 1])))
      return true;
  return false;
}
