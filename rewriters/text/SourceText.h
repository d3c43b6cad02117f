// Where is a piece of the AST written in a file, if it is written there at all?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_TEXT_SOURCETEXT_H
#define KPHYS_REWRITERS_TEXT_SOURCETEXT_H

#include "checks/bodies/CallText.h"
#include "checks/sources/Lines.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"

namespace kphys {

/// One file of a unit and its places in bytes.
class SourceText {
public:
  /// Of the main file.
  explicit SourceText(const clang::ASTContext &Context)
      : SourceText(Context, Context.getSourceManager().getMainFileID()) {}
  SourceText(const clang::ASTContext &Context, clang::FileID File)
      : Context(Context), Sources(Context.getSourceManager()), File(File),
        Text(Sources.getBufferData(File)) {}

  const clang::ASTContext &Context;
  const clang::SourceManager &Sources;
  const clang::FileID File;
  const llvm::StringRef Text;

  /// The place of the token at \p Where: climbs out of macros to what the programmer wrote. Nothing
  /// for a token of a macro's definition and for other files.
  std::optional<unsigned> token(clang::SourceLocation Where) const;

  /// Where \p Where is spelled, if that is in this file.
  std::optional<unsigned> spelledAt(clang::SourceLocation Where) const;

  /// Where the macro that \p Where comes out of is expanded, or \p Where itself, which must be in
  /// this file.
  unsigned offsetOf(clang::SourceLocation Where) const {
    return Sources.getFileOffset(Sources.getExpansionLoc(Where));
  }
  unsigned offsetOf(const clang::Stmt &Part) const { return offsetOf(Part.getBeginLoc()); }

  /// The text of a statement; macros are what is written.
  std::optional<TextRange> range(clang::SourceRange Part) const;

  /// A declaration with its type and name; nothing if macros make any of it.
  std::optional<TextRange> plainRange(clang::SourceRange Part) const;

  llvm::StringRef text(unsigned Begin, unsigned End) const { return Text.slice(Begin, End); }

  /// The identifier at \p Offset.
  TextRange word(unsigned Offset) const;
  TextRange nameOf(const clang::NamedDecl &Decl) const;

  unsigned lineStart(unsigned Offset) const { return kphys::lineStart(Text, Offset); }
  /// Where the next line begins.
  unsigned nextLine(unsigned Offset) const { return kphys::nextLine(Text, Offset); }
  unsigned lineNumber(unsigned Offset) const { return kphys::lineNumber(Text, Offset); }
  /// Where the next line begins, if nothing but blanks and whole comments are in between.
  std::optional<unsigned> lineBehind(unsigned Offset) const;

  /// The blanks that the line of \p Offset begins with.
  llvm::StringRef indentation(unsigned Offset) const {
    return kphys::indentation(Text.substr(lineStart(Offset)));
  }
  /// The blanks before \p Offset on its line; nothing if there is something else.
  std::optional<llvm::StringRef> blanksBefore(unsigned Offset) const;

  /// The lines, with the line breaks behind, from \p Begin to the semicolon that follows \p End, if
  /// nothing else is on them.
  std::optional<TextRange> wholeLines(unsigned Begin, unsigned End) const;

  /// Those of a statement.
  std::optional<TextRange> linesOf(const clang::Stmt &Part) const;

private:
  bool isInThisFile(clang::SourceLocation Where) const;
};

/// The function that is defined in this unit under the name of \p Function, or nullptr.
const clang::FunctionDecl *definitionOf(const clang::FunctionDecl *Function);

} // namespace kphys

#endif
