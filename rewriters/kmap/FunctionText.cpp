// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/FunctionText.h"

#include "checks/sources/LineEnds.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;

FunctionText::FunctionText(const FunctionSite &Site)
    : Context(Site.Context), Sources(Site.Context.getSourceManager()) {
  std::tie(File, Body.Begin) =
      Sources.getDecomposedLoc(Sources.getExpansionLoc(Site.Function.getBeginLoc()));
  Text = Sources.getBufferData(File);
  Body.End = offsetOf(Site.Function.getEndLoc());
}

std::optional<unsigned> FunctionText::spelledAt(clang::SourceLocation Where) const {
  auto [Id, Offset] = Sources.getDecomposedSpellingLoc(Where);
  return Id == File ? std::optional(Offset) : std::nullopt;
}

std::optional<llvm::StringRef> FunctionText::indentationAt(unsigned Offset) const {
  unsigned First = Offset;
  while (First > 0 && (Text[First - 1] == ' ' || Text[First - 1] == '\t'))
    --First;
  if (First > 0 && Text[First - 1] != '\n')
    return std::nullopt;
  return Text.slice(First, Offset);
}

std::optional<TextRange> FunctionText::wholeLines(unsigned Begin, unsigned End) const {
  std::optional<llvm::StringRef> Indentation = indentationAt(Begin);
  size_t Break = Text.substr(End).starts_with(";") ? lineBreak(Text.substr(End + 1)).size() : 0;
  if (!Indentation || Break == 0)
    return std::nullopt;
  return TextRange{Begin - static_cast<unsigned>(Indentation->size()),
                   End + 1 + static_cast<unsigned>(Break)};
}

std::optional<TextRange> FunctionText::linesOf(const clang::Stmt &Of) const {
  clang::SourceLocation Last = Sources.getExpansionRange(Of.getEndLoc()).getEnd();
  unsigned End =
      offsetOf(clang::Lexer::getLocForEndOfToken(Last, 0, Sources, Context.getLangOpts()));
  if (End > 0 && Text[End - 1] == ';') // a declaration has its semicolon
    --End;
  return wholeLines(offsetOf(Of), End);
}
