// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/BodySkipper.h"

#include "llvm/ADT/StringSwitch.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// Walks through the text of a body.
class Walk {
public:
  Walk(StringRef Text, size_t Begin) : Text(Text), At(Begin) {}

  std::optional<size_t> toEnd() {
    while (At < Text.size()) {
      char Here = Text[At++];
      bool IsFine = true;
      if (Here == '\n')
        IsFine = beginLine();
      else if (Here == '"' || Here == '\'')
        IsFine = skipLiteral(Here);
      else if (Here == '/' && Text.substr(At).starts_with("/"))
        IsFine = skipLineComment();
      else if (Here == '/' && Text.substr(At).starts_with("*"))
        IsFine = skipComment();
      else if (Here == '#') // a directive behind a comment, say
        IsFine = false;
      else if (Here == '{')
        ++Depth;
      else if (Here == '}')
        --Depth;
      if (!IsFine || (Depth == 0) != (Here == '}' && Text[At - 2] == '\n'))
        return std::nullopt;
      if (Depth == 0)
        return Conditions.empty() ? std::optional(At - 1) : std::nullopt;
    }
    return std::nullopt;
  }

private:
  bool skipLiteral(char Quote) {
    for (; At < Text.size() && Text[At] != '\n'; ++At) {
      if (Text[At] == Quote)
        return ++At, true;
      if (Text[At] == '\\')
        ++At;
    }
    return false;
  }

  bool skipLineComment() {
    At = std::min(Text.find('\n', At), Text.size());
    return Text[At - 1] != '\\' && Text[At - 1] != '\r';
  }

  bool skipComment() {
    size_t End = Text.find("*/", At + 1);
    At = End == StringRef::npos ? Text.size() : End + 2;
    return true;
  }

  /// False where the line is a directive that may have an effect.
  bool beginLine() {
    StringRef Line = Text.substr(At).ltrim(" \t");
    if (!Line.consume_front("#"))
      return true;
    At = Line.data() - Text.data();
    enum class Directive { Begin, Next, End, Other };
    StringRef Name = Line.ltrim(" \t").take_while(llvm::isAlpha);
    switch (llvm::StringSwitch<Directive>(Name)
                .Case("if", Directive::Begin)
                .Case("ifdef", Directive::Begin)
                .Case("ifndef", Directive::Begin)
                .Case("elif", Directive::Next)
                .Case("else", Directive::Next)
                .Case("endif", Directive::End)
                .Default(Directive::Other)) {
    case Directive::Begin:
      Conditions.push_back(Depth);
      return true;
    case Directive::Next:
      return !Conditions.empty() && Conditions.back() == Depth;
    case Directive::End:
      return !Conditions.empty() && Conditions.pop_back_val() == Depth;
    case Directive::Other:
      break;
    }
    return false;
  }

  const StringRef Text;
  size_t At;
  unsigned Depth = 1;                        ///< of braces
  llvm::SmallVector<unsigned, 8> Conditions; ///< the depth at each #if
};

} // namespace

std::optional<size_t> kphys::endOfBody(StringRef Text, size_t Begin) {
  std::optional<size_t> End = Walk(Text, Begin).toEnd();
  return End && !Text.slice(Begin, *End).contains("_Pragma") ? End : std::nullopt;
}

void kphys::skipToEndOfBody(clang::Preprocessor &PP) {
  // While a macro is expanded, or tokens come from elsewhere, there is none.
  auto *File = static_cast<clang::Lexer *>(PP.getCurrentLexer());
  if (!File)
    return;
  size_t Begin = File->getCurrentBufferOffset();
  if (Begin == 0 || File->getBuffer()[Begin - 1] != '{')
    return;
  if (std::optional<size_t> End = endOfBody(File->getBuffer(), Begin))
    File->seek(*End, /*IsAtStartOfLine=*/true);
}
