// Follows a token stream in and out of directives.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_DIRECTIVETRACKER_H
#define KPHYS_CHECKS_SOURCES_DIRECTIVETRACKER_H

#include "clang/Lex/Token.h"
#include <string>

namespace kphys {

class DirectiveTracker {
public:
  /// Every token in order, lexed raw.
  void advance(const clang::Token &Tok) {
    NamesMacro = false;
    if (Tok.isAtStartOfLine()) {
      IsDirective = Tok.is(clang::tok::hash);
      Macro.clear();
      Where = Tok.is(clang::tok::hash) ? Position::AfterHash : Position::Code;
      return;
    }
    switch (Where) {
    case Position::AfterHash:
      Where = isWord(Tok, "define") ? Position::AfterDefine : Position::Code;
      return;
    case Position::AfterDefine:
      if (Tok.is(clang::tok::raw_identifier))
        Macro = Tok.getRawIdentifier().str();
      NamesMacro = true;
      Where = Position::Code;
      return;
    case Position::Code:
      return;
    }
  }

  bool IsDirective = false;
  std::string Macro;       ///< the one whose #define the token is in, or an empty string
  bool NamesMacro = false; ///< the token is the name that #define gives

private:
  enum class Position { Code, AfterHash, AfterDefine };

  static bool isWord(const clang::Token &Tok, llvm::StringRef Word) {
    return Tok.is(clang::tok::raw_identifier) && Tok.getRawIdentifier() == Word;
  }

  Position Where = Position::Code;
};

} // namespace kphys

#endif
