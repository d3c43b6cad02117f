// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/Directives.h"

#include "checks/sources/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

/// The name of the directive that \p Line is, or nothing.
static StringRef directiveIn(StringRef Line) {
  Line = Line.ltrim(" \t");
  return Line.consume_front("#") ? leadingWord(Line.ltrim(" \t")) : StringRef();
}

bool kphys::hasDirective(StringRef Text) {
  return llvm::any_of(llvm::split(Text, '\n'),
                      [](StringRef Line) { return Line.ltrim(" \t").starts_with("#"); });
}

std::vector<unsigned> kphys::conditionsAt(StringRef Text, unsigned At) {
  std::vector<unsigned> Result;
  for (StringRef Line : llvm::split(Text.take_front(At), '\n')) {
    StringRef Name = directiveIn(Line);
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
