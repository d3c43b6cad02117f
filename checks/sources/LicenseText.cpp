// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/LicenseText.h"

#include "checks/sources/IdentifierScan.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include <optional>

using namespace kphys;
using clang::Token;
namespace tok = clang::tok;

namespace {

/// Reads what stands in the parentheses after a macro's name.
class ArgumentReader {
public:
  ArgumentReader(llvm::StringRef Text, unsigned Offset)
      : Raw(clang::SourceLocation(), Language, Text.begin(), Text.begin() + Offset, Text.end()) {
    next(); // the name
    next();
  }

  bool take(tok::TokenKind Kind) {
    bool Is = Current.is(Kind);
    if (Is)
      next();
    return Is;
  }

  bool takeWord(llvm::StringRef Word) {
    bool Is = Current.is(tok::raw_identifier) && Current.getRawIdentifier() == Word;
    if (Is)
      next();
    return Is;
  }

  /// The strings up to the closing parenthesis, put together; nothing if anything else is there.
  std::optional<std::string> strings() {
    std::string Result;
    while (!Current.is(tok::r_paren)) {
      if (!Current.is(tok::string_literal))
        return std::nullopt;
      llvm::StringRef Spelled(Current.getLiteralData(), Current.getLength());
      if (Spelled.contains('\\'))
        return std::nullopt;
      Result += Spelled.drop_front().drop_back();
      next();
    }
    return Result;
  }

private:
  void next() { Raw.LexFromRawLexer(Current); }

  clang::LangOptions Language;
  clang::Lexer Raw;
  Token Current;
};

} // namespace

LicenseText kphys::licensesIn(llvm::StringRef Text) {
  static const OccurrenceScan Scan({LicenseMacro, InfoMacro});
  LicenseText Result;
  for (const Occurrence &Each : Scan.in(Text)) {
    if (Each.NamesMacro)
      continue;
    ArgumentReader Arguments(Text, Each.Offset);
    if (!Arguments.take(tok::l_paren)) // it is asked whether there is such a macro
      continue;
    bool IsInfo = Each.Name == 1;
    if (IsInfo && !(Arguments.takeWord(LicenseTag) && Arguments.take(tok::comma)))
      continue;
    std::optional<std::string> Name = Arguments.strings();
    if (Name && !Name->empty() && Each.Macro.empty())
      Result.Names.insert(std::move(*Name));
    else
      Result.NeedsMacros = true;
  }
  return Result;
}
