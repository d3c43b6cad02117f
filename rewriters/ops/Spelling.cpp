// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/Spelling.h"

#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::SourceLocation;

Spelling::Spelling(const clang::ASTContext &Context)
    : Context(Context), Sources(Context.getSourceManager()),
      Text(Sources.getBufferData(Sources.getMainFileID())) {}

bool Spelling::isInMainFile(SourceLocation Where) const {
  return Where.isFileID() && Sources.getFileID(Where) == Sources.getMainFileID();
}

std::optional<unsigned> Spelling::token(SourceLocation Where) const {
  while (Where.isMacroID()) {
    if (!Sources.isMacroArgExpansion(Where))
      return std::nullopt;
    Where = Sources.getImmediateSpellingLoc(Where);
  }
  if (!isInMainFile(Where))
    return std::nullopt;
  return Sources.getFileOffset(Where);
}

std::optional<TextRange> Spelling::range(clang::SourceRange Of) const {
  SourceLocation Begin = Sources.getExpansionLoc(Of.getBegin());
  SourceLocation End = Sources.getExpansionRange(Of.getEnd()).getEnd();
  if (!isInMainFile(Begin) || !isInMainFile(End))
    return std::nullopt;
  return TextRange{Sources.getFileOffset(Begin),
                   Sources.getFileOffset(End) +
                       clang::Lexer::MeasureTokenLength(End, Sources, Context.getLangOpts())};
}

std::optional<TextRange> Spelling::plainRange(clang::SourceRange Of) const {
  if (!isInMainFile(Of.getBegin()) || !isInMainFile(Of.getEnd()))
    return std::nullopt;
  return range(Of);
}

TextRange Spelling::word(unsigned Offset) const {
  size_t End = Offset;
  while (End < Text.size() && (llvm::isAlnum(Text[End]) || Text[End] == '_'))
    ++End;
  return {Offset, static_cast<unsigned>(End)};
}

TextRange Spelling::nameOf(const clang::NamedDecl &Decl) const {
  return word(Sources.getFileOffset(Decl.getLocation()));
}

unsigned Spelling::lineStart(unsigned Offset) const {
  return Text.take_front(Offset).rfind('\n') + 1;
}

unsigned Spelling::nextLine(unsigned Offset) const {
  size_t End = Text.find('\n', Offset);
  return End == llvm::StringRef::npos ? Text.size() : End + 1;
}

std::optional<unsigned> Spelling::lineBehind(unsigned Offset) const {
  unsigned End = nextLine(Offset);
  llvm::StringRef Rest = Text.slice(Offset, End);
  for (TextRange Comment : commentsIn(Rest)) // one may begin here that ends elsewhere
    if (Text.slice(Offset + Comment.Begin, Text.size()).starts_with("/*") &&
        Text.find("*/", Offset + Comment.Begin + 2) >= End)
      return std::nullopt;
  bool IsEmpty = tokensIn(Rest).empty() && Rest.ends_with("\n");
  return IsEmpty ? std::optional(End) : std::nullopt;
}

llvm::StringRef Spelling::indentation(unsigned Offset) const {
  return Text.substr(lineStart(Offset)).take_while([](char C) { return C == ' ' || C == '\t'; });
}

unsigned Spelling::lineNumber(unsigned Offset) const {
  return Text.take_front(Offset).count('\n') + 1;
}

const clang::FunctionDecl *kphys::definitionOf(const clang::FunctionDecl *Function) {
  const clang::FunctionDecl *Definition = nullptr;
  return Function && Function->hasBody(Definition) ? Definition : nullptr;
}
