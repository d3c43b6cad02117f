// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/DirectoryFunctions.h"

#include "checks/sources/DirectiveTracker.h"
#include "checks/sources/KernelC.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::StringRef;
namespace tok = clang::tok;

namespace {

/// Follows the tokens of a file, those of directives left out, in and out of functions.
class FileScopeTracker {
public:
  /// What the function around the last token may be called, attributes among it; empty outside.
  std::vector<StringRef> Names;

  void advance(const clang::Token &Tok, bool IsFirstColumn) {
    if (Tok.is(tok::l_brace))
      ++Depth;
    else if (Tok.is(tok::r_brace))
      Depth = IsFirstColumn || Depth == 0 ? 0 : Depth - 1;
    if (Depth > 0) {
      if (Depth == 1 && Tok.is(tok::l_brace))
        Names = std::exchange(Called, {});
      return;
    }
    Names.clear();
    if (Tok.isOneOf(tok::semi, tok::equal, tok::r_brace))
      Called.clear(); // what was declared is no function
    else if (Tok.is(tok::l_paren) && !Last.empty())
      Called.push_back(Last);
    Last = Tok.is(tok::raw_identifier) ? Tok.getRawIdentifier() : StringRef();
  }

private:
  unsigned Depth = 0;
  StringRef Last;                ///< the last token, if it is an identifier
  std::vector<StringRef> Called; ///< what a parenthesis follows since the last declaration
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

DirectoryFunctions::DirectoryFunctions(llvm::vfs::FileSystem &Files, StringRef Directory) {
  for (std::string &Name : sourcesIn(Files, Directory))
    if (auto Text = Files.getBufferForFile(Directory + "/" + Name))
      Sources.push_back({std::move(Name), std::move(*Text)});
  for (const auto &[Name, Text] : Sources)
    lex(Name, Text->getBuffer());
}

void DirectoryFunctions::lex(StringRef File, StringRef Text) {
  clang::LangOptions Language = kernelC();
  clang::Lexer Lex(clang::SourceLocation(), Language, Text.begin(), Text.begin(), Text.end());
  DirectiveTracker Directive;
  FileScopeTracker Scope;
  llvm::StringMap<Body> Here;
  bool AfterAccess = false; // to a member
  clang::Token Tok;
  for (Lex.LexFromRawLexer(Tok); Tok.isNot(tok::eof); Lex.LexFromRawLexer(Tok)) {
    Directive.advance(Tok);
    size_t Offset = Lex.getBufferLocation() - Text.begin() - Tok.getLength();
    bool IsInMacro = !Directive.Macro.empty();
    if (!IsInMacro)
      Scope.advance(Tok, Offset == 0 || Text[Offset - 1] == '\n');
    if (Tok.is(tok::raw_identifier) && !AfterAccess && !Directive.NamesMacro) {
      if (IsInMacro)
        Here[Directive.Macro].Names.insert(Tok.getRawIdentifier());
      else
        for (StringRef Name : Scope.Names)
          Here[Name].Names.insert(Tok.getRawIdentifier());
    }
    AfterAccess = Tok.isOneOf(tok::period, tok::arrow);
  }
  for (auto &[Name, Found] : Here) {
    Found.File = File;
    Bodies[Name].push_back(std::move(Found));
  }
}

std::vector<const DirectoryFunctions::Body *> DirectoryFunctions::find(StringRef Name,
                                                                       StringRef File) const {
  std::vector<const Body *> Result;
  auto Known = Bodies.find(Name);
  if (Known == Bodies.end())
    return Result;
  for (const Body &Each : Known->second) {
    if (Each.File == File)
      return {&Each};
    Result.push_back(&Each);
  }
  return Result;
}
