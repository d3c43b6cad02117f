// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/IdentifierScan.h"

#include "checks/sources/DirectiveTracker.h"
#include "checks/sources/IncludeName.h"
#include "checks/sources/KernelC.h"
#include "checks/sources/Words.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Token;
namespace tok = clang::tok;

namespace {

/// Line and column of growing offsets, in one pass over the text.
class LineCounter {
public:
  explicit LineCounter(llvm::StringRef Text) : Text(Text) {}

  void locate(Occurrence &Found) {
    for (; At < Found.Offset; ++At)
      if (Text[At] == '\n') {
        ++Line;
        LineStart = At + 1;
      }
    Found.Line = Line;
    Found.Column = Found.Offset - LineStart + 1;
  }

private:
  llvm::StringRef Text;
  unsigned At = 0, Line = 1, LineStart = 0;
};

constexpr size_t CommonSize = 3;

/// The first CommonSize bytes that all of \p Names have, if there are such.
std::string commonTo(const std::vector<std::string> &Names) {
  if (Names.empty())
    return {};
  for (size_t At = 0; At + CommonSize <= Names.front().size(); ++At) {
    std::string Part = Names.front().substr(At, CommonSize);
    if (llvm::all_of(Names,
                     [&](const std::string &Each) { return llvm::StringRef(Each).contains(Part); }))
      return Part;
  }
  return {};
}

/// Where \p Part is in \p Text at or after \p From. Tests whole blocks without a branch inside,
/// which compilers make vector code of.
size_t findCommon(llvm::StringRef Text, llvm::StringRef Part, size_t From) {
  constexpr size_t Block = 64;
  for (; From + Block + CommonSize <= Text.size(); From += Block) {
    const char *Bytes = Text.data() + From;
    unsigned char IsEqual = 0;
    for (size_t I = 0; I < Block; ++I) {
      unsigned char Difference =
          (Bytes[I] ^ Part[0]) | (Bytes[I + 1] ^ Part[1]) | (Bytes[I + 2] ^ Part[2]);
      IsEqual |= Difference == 0;
    }
    if (IsEqual)
      break;
  }
  return Text.find(Part, From);
}

/// The entry of a table by the two bytes that end at \p Text[Last].
size_t blockAt(llvm::StringRef Text, size_t Last) {
  const auto *Bytes = Text.bytes_begin() + Last;
  return Bytes[-1] << 8 | Bytes[0];
}

} // namespace

IdentifierScan::IdentifierScan(const std::vector<std::string> &Wanted) : Common(commonTo(Wanted)) {
  for (const std::string &Name : Wanted) {
    Names.insert(Name);
    Window = Window == 0 ? Name.size() : std::min(Window, Name.size());
  }
  Skip.assign(1 << 16, std::min<size_t>(std::max<size_t>(Window, 2) - 1, 255));
  for (const std::string &Name : Wanted)
    for (size_t Last = 1; Last < Window; ++Last) {
      unsigned char &Entry = Skip[blockAt(Name, Last)];
      Entry = std::min<size_t>(Entry, Window - 1 - Last);
    }
}

bool IdentifierScan::isNameAt(llvm::StringRef Text, size_t Start) const {
  if (Start > 0 && isWordPart(Text[Start - 1]))
    return false;
  size_t End = Start;
  while (End < Text.size() && isWordPart(Text[End]))
    ++End;
  return Names.contains(Text.slice(Start, End));
}

bool IdentifierScan::mentionsByCommon(llvm::StringRef Text) const {
  auto IsPart = [&](size_t At) { return isWordPart(Text[At]); };
  for (size_t At = findCommon(Text, Common, 0); At < Text.size();
       At = findCommon(Text, Common, At)) {
    size_t Start = At;
    while (Start > 0 && IsPart(Start - 1))
      --Start;
    if (isNameAt(Text, Start))
      return true;
    while (At < Text.size() && IsPart(At))
      ++At;
  }
  return false;
}

bool IdentifierScan::mentionsName(llvm::StringRef Text) const {
  if (!Common.empty())
    return mentionsByCommon(Text);
  if (Window == 0)
    return false;
  if (Window == 1) { // too short for blocks
    for (size_t Start = 0; Start < Text.size(); ++Start)
      if (isNameAt(Text, Start))
        return true;
    return false;
  }
  for (size_t Last = Window - 1; Last < Text.size();) {
    size_t Distance = Skip[blockAt(Text, Last)];
    if (Distance == 0) {
      if (isNameAt(Text, Last + 1 - Window))
        return true;
      Distance = 1;
    }
    Last += Distance;
  }
  return false;
}

std::vector<llvm::StringRef> kphys::includesIn(llvm::StringRef Text) {
  std::vector<llvm::StringRef> Result;
  for (size_t At = Text.find('#'); At != llvm::StringRef::npos; At = Text.find('#', At + 1))
    if (llvm::StringRef Name = includeAt(Text, At).File; !Name.empty())
      Result.push_back(Name);
  return Result;
}

std::vector<Occurrence> kphys::lexOccurrences(const llvm::StringMap<unsigned> &Names,
                                              llvm::StringRef Text) {
  std::vector<Occurrence> Result;
  clang::LangOptions Language = kernelC();
  clang::Lexer Lex(clang::SourceLocation(), Language, Text.begin(), Text.begin(), Text.end());
  LineCounter Lines(Text);
  DirectiveTracker Directive;
  tok::TokenKind Before = tok::unknown, BeforeThat = tok::unknown;
  Token Tok;
  for (Lex.LexFromRawLexer(Tok); Tok.isNot(tok::eof); Lex.LexFromRawLexer(Tok)) {
    Directive.advance(Tok);
    auto Known = Tok.is(tok::raw_identifier) ? Names.find(Tok.getRawIdentifier()) : Names.end();
    if (Known != Names.end()) {
      Occurrence Found;
      Found.Name = Known->second;
      Found.Offset = Lex.getBufferLocation() - Text.begin() - Tok.getLength();
      if (Before == tok::period || Before == tok::arrow)
        Found.How = Access::Member;
      else if (Before == tok::star && BeforeThat == tok::l_paren)
        Found.How = Access::Declarator;
      Found.Macro = Directive.Macro;
      Found.NamesMacro = Directive.NamesMacro;
      Lines.locate(Found);
      Result.push_back(std::move(Found));
    }
    BeforeThat = Before;
    Before = Tok.getKind();
  }
  return Result;
}

OccurrenceScan::OccurrenceScan(const std::vector<std::string> &Names) : Scan(Names) {
  for (size_t I = 0; I < Names.size(); ++I)
    Numbers[Names[I]] = I;
}

std::vector<Occurrence> OccurrenceScan::in(llvm::StringRef Text) const {
  return Scan.mentionsName(Text) ? lexOccurrences(Numbers, Text) : std::vector<Occurrence>();
}
