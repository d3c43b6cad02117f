// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/SourceText.h"

#include "checks/sources/LineEnds.h"
#include "checks/sources/Words.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::SourceLocation;
using llvm::StringRef;

bool SourceText::isInThisFile(SourceLocation Where) const {
  return Where.isFileID() && Sources.getFileID(Where) == File;
}

std::optional<unsigned> SourceText::token(SourceLocation Where) const {
  while (Where.isMacroID()) {
    if (!Sources.isMacroArgExpansion(Where))
      return std::nullopt;
    Where = Sources.getImmediateSpellingLoc(Where);
  }
  if (!isInThisFile(Where))
    return std::nullopt;
  return Sources.getFileOffset(Where);
}

std::optional<unsigned> SourceText::spelledAt(SourceLocation Where) const {
  auto [Id, Offset] = Sources.getDecomposedSpellingLoc(Where);
  return Id == File ? std::optional(Offset) : std::nullopt;
}

std::optional<TextRange> SourceText::range(clang::SourceRange Part) const {
  SourceLocation Begin = Sources.getExpansionLoc(Part.getBegin());
  SourceLocation End = Sources.getExpansionRange(Part.getEnd()).getEnd();
  if (!isInThisFile(Begin) || !isInThisFile(End))
    return std::nullopt;
  return TextRange{Sources.getFileOffset(Begin),
                   Sources.getFileOffset(End) +
                       clang::Lexer::MeasureTokenLength(End, Sources, Context.getLangOpts())};
}

std::optional<TextRange> SourceText::plainRange(clang::SourceRange Part) const {
  if (!isInThisFile(Part.getBegin()) || !isInThisFile(Part.getEnd()))
    return std::nullopt;
  return range(Part);
}

TextRange SourceText::word(unsigned Offset) const {
  return {Offset, Offset + static_cast<unsigned>(leadingWord(Text.substr(Offset)).size())};
}

TextRange SourceText::nameOf(const clang::NamedDecl &Decl) const {
  return word(Sources.getFileOffset(Decl.getLocation()));
}

std::optional<unsigned> SourceText::lineBehind(unsigned Offset) const {
  unsigned End = nextLine(Offset);
  StringRef Rest = Text.slice(Offset, End);
  for (TextRange Comment : commentsIn(Rest)) // one may begin here that ends elsewhere
    if (Text.slice(Offset + Comment.Begin, Text.size()).starts_with("/*") &&
        Text.find("*/", Offset + Comment.Begin + 2) >= End)
      return std::nullopt;
  bool IsEmpty = tokensIn(Rest).empty() && Rest.ends_with("\n");
  return IsEmpty ? std::optional(End) : std::nullopt;
}

std::optional<StringRef> SourceText::blanksBefore(unsigned Offset) const {
  StringRef Blanks = Text.slice(lineStart(Offset), Offset);
  return kphys::indentation(Blanks) == Blanks ? std::optional(Blanks) : std::nullopt;
}

std::optional<TextRange> SourceText::wholeLines(unsigned Begin, unsigned End) const {
  size_t Break = Text.substr(End).starts_with(";") ? lineBreak(Text.substr(End + 1)).size() : 0;
  if (!blanksBefore(Begin) || Break == 0)
    return std::nullopt;
  return TextRange{lineStart(Begin), End + 1 + static_cast<unsigned>(Break)};
}

std::optional<TextRange> SourceText::linesOf(const clang::Stmt &Part) const {
  SourceLocation Last = Sources.getExpansionRange(Part.getEndLoc()).getEnd();
  unsigned End =
      offsetOf(clang::Lexer::getLocForEndOfToken(Last, 0, Sources, Context.getLangOpts()));
  if (End > 0 && Text[End - 1] == ';') // a declaration has its semicolon
    --End;
  return wholeLines(offsetOf(Part), End);
}

const clang::FunctionDecl *kphys::definitionOf(const clang::FunctionDecl *Function) {
  const clang::FunctionDecl *Definition = nullptr;
  return Function && Function->hasBody(Definition) ? Definition : nullptr;
}
