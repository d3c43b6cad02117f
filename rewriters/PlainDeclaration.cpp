// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/PlainDeclaration.h"

#include "checks/bodies/CallText.h"
#include "checks/sources/Words.h"
#include "clang/AST/Attr.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace kphys;
using llvm::StringRef;

namespace {

/// The text of one declaration, where no macro makes all of it.
class DeclarationText {
public:
  DeclarationText(const clang::DeclStmt &Statement, const clang::ASTContext &Context)
      : Context(Context), Sources(Context.getSourceManager()) {
    clang::SourceLocation Begin = Statement.getBeginLoc(), End = Statement.getEndLoc();
    if (!Begin.isFileID() || !End.isFileID() || Sources.getFileID(Begin) != Sources.getFileID(End))
      return;
    File = Sources.getBufferData(Sources.getFileID(Begin));
    Whole = {Sources.getFileOffset(Begin), endOfToken(End)};
    for (const clang::Decl *Each : Statement.decls())
      if (const auto *Variable = llvm::dyn_cast<clang::VarDecl>(Each)) {
        if (Variable->getLocation().isFileID())
          Names.insert(Sources.getFileOffset(Variable->getLocation()));
        if (const clang::Expr *Init = Variable->getInit())
          Initializers.push_back(rangeOf(*Init));
      }
  }

  /// True if what is not an initializer is made of keywords, names and punctuation.
  bool hasPlainTokens() const {
    if (File.empty())
      return false;
    bool WasBracket = false;
    for (TextRange Token : tokensIn(File, Whole)) {
      if (isInInitializer(Token) || Names.count(Token.Begin))
        continue;
      StringRef Text = Token.in(File);
      if ((isWord(Text) && !isPlainWord(Context.Idents.get(Text))) || (WasBracket && Text == "["))
        return false;
      WasBracket = Text == "[";
    }
    return true;
  }

  /// True if nothing but `=` is between the name of \p Variable and its initializer.
  bool isInitializedDirectly(const clang::VarDecl &Variable) const {
    if (!Variable.getInit())
      return true;
    if (!Variable.getLocation().isFileID())
      return false;
    TextRange Between = {endOfToken(Variable.getLocation()), rangeOf(*Variable.getInit()).Begin};
    return Between.Begin < Between.End && Between.in(File).trim() == "=";
  }

private:
  static bool isPlainWord(const clang::IdentifierInfo &Name) {
    return !Name.hadMacroDefinition() && Name.getTokenID() != clang::tok::kw___attribute &&
           Name.getTokenID() != clang::tok::kw_asm;
  }

  unsigned endOfToken(clang::SourceLocation Token) const {
    return Sources.getFileOffset(Token) +
           clang::Lexer::MeasureTokenLength(Token, Sources, Context.getLangOpts());
  }

  TextRange rangeOf(const clang::Expr &Of) const {
    return {Sources.getFileOffset(Sources.getExpansionLoc(Of.getBeginLoc())),
            endOfToken(Sources.getExpansionRange(Of.getEndLoc()).getEnd())};
  }

  bool isInInitializer(TextRange Token) const {
    return llvm::any_of(Initializers, [&](TextRange Each) {
      return Token.Begin >= Each.Begin && Token.End <= Each.End;
    });
  }

  const clang::ASTContext &Context;
  const clang::SourceManager &Sources;
  StringRef File;
  TextRange Whole;
  std::vector<TextRange> Initializers;
  std::set<unsigned> Names; ///< where the variables' names are
};

bool isPlainVariable(const clang::VarDecl &Variable) {
  const clang::TypeSourceInfo *Written = Variable.getTypeSourceInfo();
  clang::QualType Type = Written ? Written->getType() : Variable.getType();
  return !Variable.hasAttrs() && !Type->getContainedDeducedType() &&
         !Variable.getType()->getContainedDeducedType() &&
         !Variable.getType()->isVariablyModifiedType();
}

} // namespace

bool kphys::isPlain(const clang::VarDecl &Variable, const clang::DeclStmt &Statement,
                    const clang::ASTContext &Context) {
  DeclarationText Text(Statement, Context);
  return isPlainVariable(Variable) && Text.hasPlainTokens() && Text.isInitializedDirectly(Variable);
}

bool kphys::isPlain(const clang::DeclStmt &Statement, const clang::ASTContext &Context) {
  return llvm::all_of(Statement.decls(), [&](const clang::Decl *Each) {
    const auto *Variable = llvm::dyn_cast<clang::VarDecl>(Each);
    return Variable && isPlain(*Variable, Statement, Context);
  });
}

bool kphys::hasOwnEffect(const clang::Decl &Declared) {
  if (const auto *Type = llvm::dyn_cast<clang::TypedefNameDecl>(&Declared))
    return Type->getUnderlyingType()->isVariablyModifiedType();
  const auto *Variable = llvm::dyn_cast<clang::VarDecl>(&Declared);
  return Variable &&
         (Variable->hasAttr<clang::CleanupAttr>() || Variable->getType()->isVariablyModifiedType());
}
