// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/Directives.h"

#include "checks/sources/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

std::optional<StringRef> kphys::directiveIn(StringRef Line) {
  Line = Line.ltrim(" \t");
  return Line.consume_front("#") ? std::optional(Line.ltrim(" \t")) : std::nullopt;
}

bool kphys::hasDirective(StringRef Text) {
  return llvm::any_of(llvm::split(Text, '\n'),
                      [](StringRef Line) { return directiveIn(Line).has_value(); });
}

std::vector<unsigned> kphys::conditionsAt(StringRef Text, unsigned At) {
  std::vector<unsigned> Result;
  for (StringRef Line : llvm::split(Text.take_front(At), '\n')) {
    const StringRef Name = leadingWord(directiveIn(Line).value_or(""));
    const auto Begin = static_cast<unsigned>(Line.data() - Text.data());
    if (Name == "if" || Name == "ifdef" || Name == "ifndef")
      Result.push_back(Begin);
    else if (Result.empty())
      continue;
    else if (Name == "endif")
      Result.pop_back();
    else if (Name.starts_with("el"))
      Result.back() = Begin;
  }
  return Result;
}
