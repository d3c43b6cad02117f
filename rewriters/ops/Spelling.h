// Where is a piece of the AST written in the main file, if it is written there at all?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_SPELLING_H
#define KPHYS_REWRITERS_OPS_SPELLING_H

#include "checks/facts/CallText.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"

namespace kphys {

/// The main file of a unit and its places in bytes.
class Spelling {
public:
  explicit Spelling(const clang::ASTContext &Context);

  const clang::ASTContext &Context;
  const clang::SourceManager &Sources;
  const llvm::StringRef Text;

  /// The place of the token at \p Where: climbs out of macros to what the programmer wrote. Nothing
  /// for a token of a macro's definition and for other files.
  std::optional<unsigned> token(clang::SourceLocation Where) const;

  /// The text of a statement; macros are what is written.
  std::optional<TextRange> range(clang::SourceRange Of) const;

  /// A declaration with its type and name; nothing if macros make any of it.
  std::optional<TextRange> plainRange(clang::SourceRange Of) const;

  llvm::StringRef text(unsigned Begin, unsigned End) const { return Text.slice(Begin, End); }

  /// The identifier at \p Offset.
  TextRange word(unsigned Offset) const;
  TextRange nameOf(const clang::NamedDecl &Decl) const;

  unsigned lineStart(unsigned Offset) const;
  /// Where the next line begins.
  unsigned nextLine(unsigned Offset) const;
  /// Where the next line begins, if nothing but blanks and whole comments are in between.
  std::optional<unsigned> lineBehind(unsigned Offset) const;
  /// The blanks that the line of \p Offset begins with.
  llvm::StringRef indentation(unsigned Offset) const;
  unsigned lineNumber(unsigned Offset) const;

private:
  bool isInMainFile(clang::SourceLocation Where) const;
};

/// The function that is defined in this unit under the name of \p Function, or nullptr.
const clang::FunctionDecl *definitionOf(const clang::FunctionDecl *Function);

} // namespace kphys

#endif
