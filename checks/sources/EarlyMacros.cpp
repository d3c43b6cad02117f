// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/EarlyMacros.h"

#include "checks/sources/Directives.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

std::string kphys::earlyMacros(StringRef Source, StringRef Header) {
  size_t Last = Source.rfind("include");
  std::string Result;
  for (StringRef Line : llvm::split(Source.take_front(Last == StringRef::npos ? 0 : Last), '\n')) {
    std::optional<StringRef> Directive = directiveIn(Line);
    if (!Directive || !(Directive->consume_front("define") || Directive->consume_front("undef")))
      continue;
    StringRef Macro = leadingWord(Directive->ltrim(" \t"));
    if (!Macro.empty() && findWord(Header, Macro, 0) != StringRef::npos)
      Result += Line.str() + "\n";
  }
  return Result;
}

std::string kphys::textThatDecides(StringRef Header, llvm::ArrayRef<unsigned> Places) {
  std::string Result;
  for (StringRef Line : llvm::split(Header, '\n'))
    if (std::optional<StringRef> Directive = directiveIn(Line);
        Directive && (Directive->starts_with("if") || Directive->starts_with("el")))
      Result += Line.str() + "\n";
  for (unsigned At : Places) {
    // A definition ends with a brace in the first column.
    size_t Begin = Header.take_front(At).rfind("\n}"), End = Header.find("\n}", At);
    Result += Header.slice(Begin == StringRef::npos ? 0 : Begin, End).str() + "\n";
  }
  return Result;
}
