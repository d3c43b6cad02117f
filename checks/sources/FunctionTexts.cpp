// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/FunctionTexts.h"

#include "checks/sources/DirectiveTracker.h"
#include "checks/sources/KernelC.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::StringRef;
namespace tok = clang::tok;

namespace {

/// What stands before the braces of a function.
struct Head {
  StringRef Name; ///< empty: it is none
  bool IsStatic = false;

  /// A parenthesis follows \p Word. Attributes are called like this, too, before the name or behind
  /// it, and have names of their own kind.
  void noteCalled(StringRef Word) {
    if (Name.empty() || !Word.starts_with("__"))
      Name = Word;
  }
};

/// Follows the tokens of a file, those of directives left out, in and out of functions.
class FileScopeTracker {
public:
  enum class Place { Outside, Begin, Inside, End };

  /// Of what begins, after Place::Begin.
  Head Started;

  Place advance(const clang::Token &Tok, bool IsFirstColumn) {
    unsigned Before = Depth;
    if (Tok.is(tok::l_brace))
      ++Depth;
    else if (Tok.is(tok::r_brace))
      Depth = IsFirstColumn || Depth == 0 ? 0 : Depth - 1;
    if (Before == 0 && Depth == 1) {
      Started = std::exchange(Next, {});
      Last = {};
      Parentheses = 0;
      return Place::Begin;
    }
    if (Before > 0)
      return Depth == 0 ? Place::End : Place::Inside;
    noteHead(Tok);
    return Place::Outside;
  }

private:
  void noteHead(const clang::Token &Tok) {
    if (Tok.isOneOf(tok::semi, tok::equal)) {
      Next = {}; // what was declared is no function
      Parentheses = 0;
    } else if (Tok.is(tok::l_paren)) {
      if (Parentheses++ == 0 && !Last.empty())
        Next.noteCalled(Last);
    } else if (Tok.is(tok::r_paren) && Parentheses > 0) {
      --Parentheses;
    }
    Last = Tok.is(tok::raw_identifier) ? Tok.getRawIdentifier() : StringRef();
    Next.IsStatic |= Last == "static";
  }

  unsigned Depth = 0, Parentheses = 0;
  StringRef Last; ///< the last token, if it is an identifier
  Head Next;      ///< since the last declaration
};

} // namespace

std::vector<std::string> kphys::sourcesIn(llvm::vfs::FileSystem &Files, StringRef Directory) {
  std::vector<std::string> Result;
  std::error_code Problem;
  for (auto Each = Files.dir_begin(Directory, Problem), End = llvm::vfs::directory_iterator();
       !Problem && Each != End; Each.increment(Problem))
    if (StringRef Name = llvm::sys::path::filename(Each->path());
        Name.ends_with(".c") || Name.ends_with(".h"))
      Result.push_back(Name.str());
  llvm::sort(Result);
  return Result;
}

FunctionTexts FunctionTexts::inDirectory(llvm::vfs::FileSystem &Files, StringRef Directory) {
  FunctionTexts Result;
  for (std::string &Name : sourcesIn(Files, Directory))
    if (auto Text = Files.getBufferForFile(Directory + "/" + Name))
      Result.add(std::move(Name), std::move(*Text));
  return Result;
}

void FunctionTexts::add(std::string File, std::unique_ptr<llvm::MemoryBuffer> Buffer) {
  StringRef Text = Buffer->getBuffer();
  Texts.push_back(std::move(Buffer));
  clang::LangOptions Language = kernelC();
  clang::Lexer Lex(clang::SourceLocation(), Language, Text.begin(), Text.begin(), Text.end());
  DirectiveTracker Directive;
  FileScopeTracker Scope;
  Body *Function = nullptr, *Macro = nullptr;
  bool AfterAccess = false; // to a member
  clang::Token Tok;
  for (Lex.LexFromRawLexer(Tok); Tok.isNot(tok::eof); Lex.LexFromRawLexer(Tok)) {
    Directive.advance(Tok);
    unsigned End = Lex.getBufferLocation() - Text.begin(), Begin = End - Tok.getLength();
    auto Start = [&](StringRef Name) {
      Bodies.push_back({File, Name.str(), false, Begin, End, {}});
      ByName[Name].push_back(&Bodies.back());
      return &Bodies.back();
    };
    Body *Now = nullptr;
    if (Directive.NamesMacro) {
      Macro = Start(Directive.Macro);
    } else if (!Directive.Macro.empty()) {
      Now = Macro;
    } else if (!Directive.IsDirective) {
      auto Place = Scope.advance(Tok, Begin == 0 || Text[Begin - 1] == '\n');
      if (Place == FileScopeTracker::Place::Begin && !Scope.Started.Name.empty()) {
        Function = Start(Scope.Started.Name);
        Function->IsStatic = Scope.Started.IsStatic;
      }
      Now = Function;
      if (Place == FileScopeTracker::Place::End || Place == FileScopeTracker::Place::Outside)
        Function = nullptr;
    }
    if (Now) {
      Now->End = End;
      if (Tok.is(tok::raw_identifier) && !AfterAccess)
        Now->Names.insert(Tok.getRawIdentifier());
    }
    AfterAccess = Tok.isOneOf(tok::period, tok::arrow);
  }
}

std::vector<const FunctionTexts::Body *> FunctionTexts::find(StringRef Name, StringRef File) const {
  auto Known = ByName.find(Name);
  if (Known == ByName.end())
    return {};
  std::vector<const Body *> Own;
  for (const Body *Each : Known->second)
    if (Each->File == File)
      Own.push_back(Each);
  return Own.empty() ? Known->second : Own;
}
