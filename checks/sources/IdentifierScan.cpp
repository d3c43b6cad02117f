// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/IdentifierScan.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Token;
namespace tok = clang::tok;

namespace {

/// 1 for the characters of an identifier.
struct IdentifierTable {
  bool Is[256] = {};
  constexpr IdentifierTable() {
    for (int C = 'a'; C <= 'z'; ++C)
      Is[C] = Is[C - 'a' + 'A'] = true;
    for (int C = '0'; C <= '9'; ++C)
      Is[C] = true;
    Is[static_cast<int>('_')] = true;
  }
};
constexpr IdentifierTable Identifier;

/// The file name of an #include whose '#' is at \p Text[At], or an empty string.
llvm::StringRef includeAt(llvm::StringRef Text, size_t At) {
  llvm::StringRef Rest = Text.substr(At + 1).ltrim(" \t");
  if (!Rest.consume_front("include"))
    return {};
  Rest = Rest.ltrim(" \t");
  if (Rest.empty() || (Rest.front() != '<' && Rest.front() != '"'))
    return {};
  size_t End = Rest.find_first_of(">\"\n", 1);
  return Rest.slice(1, End);
}

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

/// Follows a token stream in and out of #define directives.
class DirectiveTracker {
public:
  void advance(const Token &Tok) {
    NamesMacro = false;
    if (Tok.isAtStartOfLine()) {
      Macro.clear();
      Where = Tok.is(tok::hash) ? Position::AfterHash : Position::Code;
      return;
    }
    switch (Where) {
    case Position::AfterHash:
      Where = isWord(Tok, "define") ? Position::AfterDefine : Position::Code;
      return;
    case Position::AfterDefine:
      if (Tok.is(tok::raw_identifier))
        Macro = Tok.getRawIdentifier().str();
      NamesMacro = true;
      Where = Position::Code;
      return;
    case Position::Code:
      return;
    }
  }

  std::string Macro;
  bool NamesMacro = false;

private:
  enum class Position { Code, AfterHash, AfterDefine };

  static bool isWord(const Token &Tok, llvm::StringRef Word) {
    return Tok.is(tok::raw_identifier) && Tok.getRawIdentifier() == Word;
  }

  Position Where = Position::Code;
};

} // namespace

IdentifierScan::IdentifierScan(const std::vector<std::string> &Wanted) {
  for (const std::string &Name : Wanted) {
    Names.insert(Name);
    MinLength = std::min<unsigned>(MinLength, Name.size());
    MaxLength = std::max<unsigned>(MaxLength, Name.size());
    StartsName[static_cast<unsigned char>(Name[0])] = true;
  }
}

bool IdentifierScan::isName(llvm::StringRef Word) const {
  if (Word.size() < MinLength || Word.size() > MaxLength)
    return false;
  return Names.contains(Word);
}

QuickScan IdentifierScan::look(llvm::StringRef Text) const {
  QuickScan Result;
  const auto *Bytes = Text.bytes_begin();
  size_t Size = Text.size();
  for (size_t At = 0; At < Size;) {
    unsigned char C = Bytes[At];
    if (Identifier.Is[C]) {
      size_t Start = At;
      while (At < Size && Identifier.Is[Bytes[At]])
        ++At;
      if (StartsName[C] && !Result.MentionsName)
        Result.MentionsName = isName(Text.slice(Start, At));
      continue;
    }
    if (C == '#')
      if (llvm::StringRef Name = includeAt(Text, At); !Name.empty())
        Result.Includes.push_back(Name);
    ++At;
  }
  return Result;
}

std::vector<Occurrence> kphys::lexOccurrences(const llvm::StringMap<unsigned> &Names,
                                              llvm::StringRef Text) {
  std::vector<Occurrence> Result;
  clang::LangOptions Language;
  Language.C99 = Language.C11 = Language.LineComment = Language.GNUMode = true;
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
