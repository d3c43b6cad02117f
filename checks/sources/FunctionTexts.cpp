// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/FunctionTexts.h"

#include "checks/sources/DirectiveTracker.h"
#include "checks/sources/KernelC.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using llvm::StringRef;
namespace tok = clang::tok;

namespace {

/// Reads what stands before the braces of a function.
class HeadReader {
public:
  StringRef Name; ///< empty: it is none
  bool IsStatic = false;

  /// Takes note of a directive: what stands before it may be there in some configurations only.
  void takeDirective() { IsStatic = false; }

  void take(const clang::Token &Tok) {
    if (Tok.is(tok::raw_identifier)) {
      Last = Tok.getRawIdentifier();
      ++Words;
      IsStatic |= Last == "static";
      return;
    }
    if (Tok.isOneOf(tok::semi, tok::equal)) { // what was declared is no function
      *this = {};
      return;
    }
    if (Tok.is(tok::l_paren) && Parentheses++ == 0 && !Last.empty())
      noteCalled();
    if (Tok.is(tok::r_paren) && Parentheses > 0)
      --Parentheses;
    if (Tok.isOneOf(tok::l_paren, tok::r_paren))
      Words = 0;
    Last = {};
  }

private:
  /// A parenthesis follows Last. Attributes are called like this, too, before the name or behind
  /// the parameters; a type stands between them and the name, or their own names tell.
  void noteCalled() {
    bool WasAttribute =
        Name == "__attribute__" || (Name.starts_with("__") && !Last.starts_with("__"));
    if (Name.empty() || Words > 1 || WasAttribute)
      Name = Last;
  }

  unsigned Parentheses = 0;
  StringRef Last;     ///< the last token, if it is an identifier
  unsigned Words = 0; ///< since the last parenthesis
};

/// Follows the tokens of a function, its braces included, in and out of what `if`, `else` and
/// `switch` control. Loops are taken to be gone through.
class ConditionTracker {
public:
  bool isConditional() const { return Blocks.back() || InStatement; }

  void take(const clang::Token &Tok) {
    if (Tok.is(tok::raw_identifier) && HeaderDepth == 0)
      return takeWord(Tok.getRawIdentifier());
    if (Tok.is(tok::l_paren) && (AwaitsHeader || HeaderDepth > 0)) {
      AwaitsHeader = false;
      ++HeaderDepth;
    } else if (HeaderDepth > 0) {
      if (Tok.is(tok::r_paren) && --HeaderDepth == 0)
        IsNext = IsChoice;
    } else if (Tok.is(tok::l_brace)) {
      Blocks.push_back(std::exchange(IsNext, false) || isConditional());
      InStatement = false;
    } else if (Tok.is(tok::r_brace)) {
      if (Blocks.size() > 1)
        Blocks.pop_back();
    } else if (Tok.is(tok::semi)) {
      InStatement = IsNext = false;
    } else {
      InStatement |= std::exchange(IsNext, false);
    }
  }

private:
  void takeWord(StringRef Word) {
    InStatement |= std::exchange(IsNext, false);
    if (Word == "else")
      IsNext = true;
    IsChoice = Word == "if" || Word == "switch";
    AwaitsHeader = IsChoice || Word == "for" || Word == "while";
  }

  std::vector<bool> Blocks = {false};
  bool AwaitsHeader = false, IsChoice = false;
  unsigned HeaderDepth = 0; ///< parentheses of the header of a control statement
  bool IsNext = false;      ///< what comes next is controlled
  bool InStatement = false; ///< in a controlled statement that is no block
};

/// Follows the tokens of a file, those of directives left out, in and out of functions.
class FileScopeTracker {
public:
  enum class Place { Outside, Begin, Inside, End };

  HeadReader Started; ///< of what begins, after Place::Begin

  void takeDirective() { Next.takeDirective(); }

  Place advance(const clang::Token &Tok, bool IsFirstColumn) {
    IsOneLine &= !Tok.isAtStartOfLine();
    if (Depth == 0) {
      if (Tok.isNot(tok::l_brace)) {
        Next.take(Tok);
        return Place::Outside;
      }
      Depth = 1;
      Started = std::exchange(Next, {});
      IsInFirstColumn = IsFirstColumn;
      IsOneLine = true;
      return Place::Begin;
    }
    if (Tok.is(tok::l_brace))
      ++Depth;
    else if (Tok.is(tok::r_brace))
      close(IsFirstColumn);
    return Depth == 0 ? Place::End : Place::Inside;
  }

private:
  /// Braces may come in pairs only where #else is heeded; the first column tells.
  void close(bool IsFirstColumn) {
    if (IsFirstColumn)
      Depth = 0;
    else if (Depth > 1 || !IsInFirstColumn || IsOneLine)
      --Depth;
  }

  unsigned Depth = 0;
  bool IsInFirstColumn = false; ///< the brace that has begun it is
  bool IsOneLine = false;       ///< so far, since that brace
  HeadReader Next;
};

} // namespace

/// Takes the tokens of one file.
class FunctionTexts::Reader {
public:
  Reader(FunctionTexts &Into, const std::string &File, StringRef Text)
      : Into(Into), File(File), Text(Text) {}

  void take(const clang::Token &Tok, unsigned Begin, unsigned End) {
    Directive.advance(Tok);
    Body *Around = nullptr;
    if (Directive.NamesMacro)
      Macro = start(Directive.Macro, Begin);
    else if (!Directive.Macro.empty())
      Around = Macro;
    else if (Directive.IsDirective)
      Scope.takeDirective();
    else
      Around = functionAround(Tok, Begin);
    if (Around) {
      Around->End = End;
      if (Around == Function)
        Conditions.take(Tok);
      if (Tok.is(tok::raw_identifier) && !AfterAccess) {
        if (Around == Function && Conditions.isConditional())
          Around->Conditional.insert(Around->Names.size());
        Around->Names.push_back(Tok.getRawIdentifier());
      }
    }
    AfterAccess = Tok.isOneOf(tok::period, tok::arrow);
  }

private:
  Body *start(StringRef Name, unsigned Begin) {
    Into.Bodies.push_back({File, Name.str(), false, Begin, Begin, {}, {}});
    Into.ByName[Name].push_back(&Into.Bodies.back());
    return &Into.Bodies.back();
  }

  Body *functionAround(const clang::Token &Tok, unsigned Begin) {
    auto Place = Scope.advance(Tok, Begin == 0 || Text[Begin - 1] == '\n');
    if (Place == FileScopeTracker::Place::Outside)
      return nullptr;
    if (Place == FileScopeTracker::Place::Begin && !Scope.Started.Name.empty()) {
      Function = start(Scope.Started.Name, Begin);
      Function->IsStatic = Scope.Started.IsStatic;
      Conditions = {};
    }
    return Place == FileScopeTracker::Place::End ? std::exchange(Function, nullptr) : Function;
  }

  FunctionTexts &Into;
  const std::string &File;
  StringRef Text;
  DirectiveTracker Directive;
  FileScopeTracker Scope;
  ConditionTracker Conditions;
  Body *Function = nullptr, *Macro = nullptr;
  bool AfterAccess = false; ///< to a member
};

void FunctionTexts::add(const std::string &File, std::unique_ptr<llvm::MemoryBuffer> Buffer) {
  StringRef Text = Buffer->getBuffer();
  Texts.push_back(std::move(Buffer));
  clang::LangOptions Language = kernelC();
  clang::Lexer Lex(clang::SourceLocation(), Language, Text.begin(), Text.begin(), Text.end());
  Reader Tokens(*this, File, Text);
  clang::Token Tok;
  for (Lex.LexFromRawLexer(Tok); Tok.isNot(tok::eof); Lex.LexFromRawLexer(Tok)) {
    unsigned End = Lex.getBufferLocation() - Text.begin();
    Tokens.take(Tok, End - Tok.getLength(), End);
  }
}

std::vector<const FunctionTexts::Body *> FunctionTexts::find(StringRef Name) const {
  return ByName.lookup(Name);
}

const FunctionTexts::Body *FunctionTexts::around(StringRef File, unsigned At) const {
  auto Found = llvm::find_if(
      Bodies, [&](const Body &Each) { return Each.File == File && Each.contains(At); });
  return Found == Bodies.end() ? nullptr : &*Found;
}
