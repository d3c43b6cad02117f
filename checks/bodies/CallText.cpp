// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/CallText.h"

#include "checks/sources/KernelC.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Token;
namespace tok = clang::tok;

CallText kphys::readCallText(llvm::StringRef Text, unsigned Offset, bool InMacro) {
  CallText Result;
  clang::LangOptions Language = kernelC();
  clang::Lexer Lex(clang::SourceLocation(), Language, Text.begin(), Text.begin() + Offset,
                   Text.end());
  Token Tok;
  auto Next = [&] {
    Lex.LexFromRawLexer(Tok);
    unsigned End = Lex.getBufferLocation() - Text.begin();
    return TextRange{End - Tok.getLength(), End};
  };
  Result.Name = Next();
  if (Next(); Tok.isNot(tok::l_paren)) {
    Result.Wrong = CallText::Problem::NoCall;
    return Result;
  }
  unsigned Depth = 1;
  TextRange Argument;
  auto Finish = [&] {
    if (Argument.End != 0)
      Result.Arguments.push_back(Argument);
    Argument = {};
  };
  while (true) {
    TextRange Range = Next();
    bool Ended = Tok.is(tok::eof) || (InMacro && Tok.isAtStartOfLine());
    if (Ended || (Tok.is(tok::hash) && Tok.isAtStartOfLine())) {
      Result.Wrong = Ended ? CallText::Problem::Unbalanced : CallText::Problem::Preprocessor;
      return Result;
    }
    if (Tok.isOneOf(tok::l_paren, tok::l_brace, tok::l_square)) {
      ++Depth;
    } else if (Tok.isOneOf(tok::r_paren, tok::r_brace, tok::r_square)) {
      if (--Depth == 0) {
        Finish();
        Result.Whole = {Result.Name.Begin, Range.End};
        return Result;
      }
    } else if (Tok.is(tok::comma) && Depth == 1) {
      Finish();
      Result.Commas.push_back(Range.Begin);
      continue;
    }
    if (Argument.End == 0)
      Argument.Begin = Range.Begin;
    Argument.End = Range.End;
  }
}

/// Lexes \p Text and hands each token, comments included, to \p Take(token, range).
template <typename Function> static void lex(llvm::StringRef Text, const Function &Take) {
  std::string Terminated = Text.str();
  clang::LangOptions Language = kernelC();
  const char *Begin = Terminated.c_str();
  clang::Lexer Lex(clang::SourceLocation(), Language, Begin, Begin, Begin + Terminated.size());
  Lex.SetCommentRetentionState(true);
  Token Tok;
  for (Lex.LexFromRawLexer(Tok); Tok.isNot(tok::eof); Lex.LexFromRawLexer(Tok)) {
    unsigned End = Lex.getBufferLocation() - Begin;
    Take(Tok, TextRange{End - Tok.getLength(), End});
  }
}

std::vector<TextRange> kphys::tokensIn(llvm::StringRef Text, TextRange Part) {
  std::vector<TextRange> Result;
  lex(Part.in(Text), [&](const Token &Tok, TextRange Range) {
    if (Tok.isNot(tok::comment))
      Result.push_back({Part.Begin + Range.Begin, Part.Begin + Range.End});
  });
  return Result;
}

std::vector<TextRange> kphys::commentsIn(llvm::StringRef Text) {
  std::vector<TextRange> Result;
  lex(Text, [&](const Token &Tok, TextRange Range) {
    if (Tok.is(tok::comment))
      Result.push_back(Range);
  });
  return Result;
}

bool kphys::hasComment(llvm::StringRef Text) { return !commentsIn(Text).empty(); }
