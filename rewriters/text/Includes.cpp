// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/Includes.h"

#include "checks/bodies/CallText.h"
#include "checks/sources/IncludeName.h"
#include "checks/sources/LineEnds.h"
#include "checks/sources/Lines.h"
#include "llvm/ADT/STLExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr llvm::StringLiteral Directive = "#include <";

struct IncludeLine {
  IncludeName Name;
  size_t Begin, End; ///< of the line, with its break
  unsigned Depth;    ///< of #if
};

std::vector<IncludeLine> includeLines(StringRef Text) {
  std::vector<IncludeLine> Result;
  unsigned Depth = 0;
  size_t Begin = 0;
  for (StringRef Line : splitLines(Text)) {
    StringRef Word = Line.ltrim(" \t");
    if (Word.consume_front("#")) {
      Word = Word.ltrim(" \t");
      Depth += Word.starts_with("if");
      Depth -= Depth > 0 && Word.starts_with("endif");
      IncludeName Name = includeAt(Line, Line.find('#'));
      if (!Name.File.empty())
        Result.push_back({Name, Begin, Begin + Line.size(), Depth});
    }
    Begin += Line.size();
  }
  return Result;
}

/// True if \p Text, but for comments, begins with `#ifndef NAME` and `#define NAME`.
bool hasGuard(StringRef Text) {
  std::vector<TextRange> Tokens = tokensIn(Text);
  auto Is = [&](size_t I, StringRef Wanted) {
    return I < Tokens.size() && Tokens[I].in(Text) == Wanted;
  };
  return Is(0, "#") && Is(1, "ifndef") && Is(3, "#") && Is(4, "define") && Tokens.size() > 5 &&
         Tokens[2].in(Text) == Tokens[5].in(Text);
}

} // namespace

std::vector<StringRef> kphys::includedBy(StringRef Text, bool Quoted) {
  std::vector<StringRef> Result;
  for (const IncludeLine &Each : includeLines(Text))
    if (Each.Name.IsQuoted == Quoted)
      Result.push_back(Each.Name.File);
  return Result;
}

std::optional<TextEdit> kphys::includeOf(StringRef Header, StringRef Text) {
  std::vector<IncludeLine> Lines = includeLines(Text);
  std::vector<TextRange> Comments = commentsIn(Text);
  auto IsInComment = [&](size_t At) {
    return llvm::any_of(Comments, [&](TextRange Each) { return At > Each.Begin && At < Each.End; });
  };
  unsigned Outside = hasGuard(Text) ? 1 : 0;
  StringRef Directory = Header.take_front(Header.rfind('/') + 1);
  llvm::erase_if(Lines, [&](const IncludeLine &Each) {
    return Each.Name.IsQuoted || Each.Depth != Outside || !Each.Name.File.starts_with(Directory) ||
           IsInComment(Each.Begin);
  });
  if (Lines.empty())
    return std::nullopt;
  // Between two that it is between in the alphabet, also where not all are in order.
  size_t At = Lines.back().End;
  auto Name = [&](size_t I) { return Lines[I].Name.File; };
  for (size_t I = 0; I < Lines.size(); ++I) {
    bool IsBehind = I > 0 ? Name(I - 1) < Header : Lines.size() == 1 || Name(0) < Name(1);
    if (IsBehind && Header < Name(I)) {
      At = Lines[I].Begin;
      break;
    }
  }
  if (IsInComment(At))
    return std::nullopt;
  std::string Line = (Directive + Header + ">\n").str();
  return TextEdit{static_cast<unsigned>(At), 0, withLineEnds(Line, Text, At)};
}

bool kphys::addsInclude(const TextEdit &Edit) {
  return Edit.Length == 0 && StringRef(Edit.Text).starts_with(Directive);
}
