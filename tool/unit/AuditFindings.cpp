// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/AuditFindings.h"

#include "rewriters/CallSpelling.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::SourceLocation;

namespace {

class Writer {
public:
  Writer(TreeFiles &Files, const clang::ASTContext &Context)
      : Files(Files), Sources(Context.getSourceManager()), Language(Context.getLangOpts()) {}

  FindingNote place(SourceLocation Where) const {
    SourceLocation Written = Sources.getFileLoc(Where);
    FindingNote Result;
    Result.File = Files.path(Sources.getFileID(Written));
    Result.Line = Sources.getSpellingLineNumber(Written);
    Result.Column = Sources.getSpellingColumnNumber(Written);
    return Result;
  }

  /// The line at \p Where, as it stands there.
  std::string line(SourceLocation Where) const {
    auto [Id, Offset] = Sources.getDecomposedLoc(Sources.getFileLoc(Where));
    llvm::StringRef Text = Sources.getBufferData(Id);
    size_t Begin = Text.rfind('\n', Offset) + 1;
    return foldSpace(Text.slice(Begin, std::min(Text.find('\n', Offset), Text.size())));
  }

  /// The edit of \p Source that \p Fix asks for, if it is one.
  std::optional<TextEdit> edit(const clang::FixItHint &Fix, const std::string &Source) const {
    clang::CharSourceRange Range = clang::Lexer::makeFileCharRange(Fix.RemoveRange, Sources, Language);
    if (Range.isInvalid() || Files.path(Sources.getFileID(Range.getBegin())) != Source)
      return std::nullopt;
    unsigned Begin = Sources.getFileOffset(Range.getBegin());
    return TextEdit{Begin, Sources.getFileOffset(Range.getEnd()) - Begin, Fix.CodeToInsert};
  }

private:
  TreeFiles &Files;
  const clang::SourceManager &Sources;
  const clang::LangOptions &Language;
};

/// The function whose text \p Where is in.
std::string functionAround(SourceLocation Where, const clang::ASTContext &Context) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  SourceLocation Outside = Sources.getExpansionLoc(Where);
  for (const clang::Decl *Each : Context.getTranslationUnitDecl()->decls())
    if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Each))
      if (Function->doesThisDeclarationHaveABody() &&
          Sources.isPointWithin(Outside, Sources.getExpansionLoc(Function->getBeginLoc()),
                                Sources.getExpansionRange(Function->getEndLoc()).getEnd()))
        return Function->getNameAsString();
  return {};
}

} // namespace

UnitFinding kphys::auditFinding(const AuditFinding &Of, TreeFiles &Files,
                                const std::string &Source, const clang::ASTContext &Context) {
  Writer Write(Files, Context);
  FindingNote Place = Write.place(Of.Where);
  UnitFinding Result;
  Result.File = Place.File;
  Result.Line = Place.Line;
  Result.Column = Place.Column;
  Result.Check = Of.Check.str();
  Result.Message = Of.Text;
  Result.Function = functionAround(Of.Where, Context);
  Result.Subject = Write.line(Of.Where);
  for (const AuditNote &Each : Of.Notes) {
    Result.Notes.push_back(Write.place(Each.Where));
    Result.Notes.back().Text = Each.Text;
  }
  for (const clang::FixItHint &Fix : Of.Fixes)
    if (std::optional<TextEdit> Edit = Write.edit(Fix, Source))
      Result.Edits.push_back(std::move(*Edit));
  if (Result.Edits.size() != Of.Fixes.size())
    Result.Edits.clear();
  llvm::sort(Result.Edits);
  return Result;
}
