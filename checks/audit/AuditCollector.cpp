// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/AuditCollector.h"

#include "checks/audit/Audit.h"
#include "checks/frontend/UnitAction.h"

using namespace kphys;
using clang::SourceLocation;

static std::vector<std::string> vocabularyOf(const KindCatalog &Kinds, const AuditNames &Names) {
  std::vector<std::string> Result = Kinds.vocabulary();
  for (std::string &Name : Names.vocabulary())
    Result.push_back(std::move(Name));
  return Result;
}

AuditOptions::AuditOptions(const KindCatalog &Kinds, const AuditNames &Names, TreeNames Tree,
                           TreeFiles::Others Outside)
    : PartOptions(std::move(Tree), vocabularyOf(Kinds, Names), Outside), Kinds(Kinds),
      Names(Names) {}

namespace {

/// Gives findings a form that outlives the unit.
class FindingWriter {
public:
  FindingWriter(TreeFiles &Files, const clang::ASTContext &Context, std::vector<Finding> &Results)
      : Files(Files), Sources(Context.getSourceManager()), Language(Context.getLangOpts()),
        Results(Results) {}

  void take(const AuditFinding &Found) {
    Finding Result;
    PlaceNote Place = note(Found.Where, Found.Text);
    if (Place.File.empty()) // generated: nobody can change it there
      return;
    std::tie(Result.File, Result.Line, Result.Column, Result.Text) =
        std::tie(Place.File, Place.Line, Place.Column, Place.Text);
    Result.Check = Found.Check->Name.str();
    Result.Level = Found.Check->Level;
    Result.IsA = severityOfCheck(Result.Level);
    Result.Function = Found.In->getNameAsString();
    Result.NotesAreWay = true;
    for (const AuditNote &Each : Found.Notes)
      if (PlaceNote Note = note(Each.Where, Each.Text); !Note.File.empty())
        Result.Notes.push_back(std::move(Note));
    for (const clang::FixItHint &Hint : Found.Fixes) {
      std::optional<TextEdit> Edit = edit(Hint, Found.Where);
      if (!Edit) { // half of a fix is none
        Result.Fix.clear();
        break;
      }
      Result.Fix.push_back(std::move(*Edit));
    }
    llvm::sort(Result.Fix);
    Results.push_back(std::move(Result));
  }

private:
  PlaceNote note(SourceLocation Where, std::string Text) {
    SourceLocation At = Sources.getFileLoc(Where);
    return {Files.path(Sources.getFileID(At)), Sources.getSpellingLineNumber(At),
            Sources.getSpellingColumnNumber(At), std::move(Text)};
  }

  /// The bytes that \p Hint changes, if they are in the file of \p Where.
  std::optional<TextEdit> edit(const clang::FixItHint &Hint, SourceLocation Where) const {
    clang::CharSourceRange Range =
        clang::Lexer::makeFileCharRange(Hint.RemoveRange, Sources, Language);
    if (Range.isInvalid())
      return std::nullopt;
    auto [Id, Begin] = Sources.getDecomposedLoc(Range.getBegin());
    if (Id != Sources.getFileID(Sources.getFileLoc(Where)))
      return std::nullopt;
    return TextEdit{Begin, Sources.getFileOffset(Range.getEnd()) - Begin, Hint.CodeToInsert};
  }

  TreeFiles &Files;
  const clang::SourceManager &Sources;
  const clang::LangOptions &Language;
  std::vector<Finding> &Results;
};

} // namespace

std::vector<Finding> kphys::auditParts(UnitParts &Parts, llvm::ArrayRef<const AuditCheck *> Checks,
                                       const AuditOptions &Options, clang::ASTContext &Context,
                                       bool *MissesBodies) {
  std::vector<Finding> Results;
  FindingWriter Writer(Parts.Files, Context, Results);
  for (const auto &[Part, Declared] : Parts.Declarations) {
    std::vector<const clang::Decl *> Looked(Declared.begin(), Declared.end());
    AuditUnit Unit(Context, Looked, Options.Kinds, Options.Names);
    runAudit(Unit, Checks, [&](const AuditFinding &Found) { Writer.take(Found); });
    if (MissesBodies && Unit.missesBodies())
      *MissesBodies = true;
  }
  return Results;
}

namespace {

class AuditConsumer : public PartConsumer {
public:
  AuditConsumer(const AuditOptions &Options, const std::set<std::string> &Headers,
                AuditBodies Bodies, clang::CompilerInstance &Compiler,
                std::vector<Finding> &Results, bool &MissesBodies)
      : PartConsumer(Options, Headers, Compiler), Options(Options), Bodies(Bodies),
        Results(Results), MissesBodies(MissesBodies) {}

  bool shouldSkipFunctionBody(clang::Decl *Function) override {
    return Bodies == AuditBodies::Looked && PartConsumer::shouldSkipFunctionBody(Function);
  }

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    std::vector<const AuditCheck *> All;
    for (const AuditCheck &Each : auditChecks())
      All.push_back(&Each);
    MissesBodies = false;
    Results = auditParts(Parts, All, Options, Context, &MissesBodies);
  }

private:
  const AuditOptions &Options;
  const AuditBodies Bodies;
  std::vector<Finding> &Results;
  bool &MissesBodies;
};

class AuditAction : public UnitAction {
public:
  AuditAction(const AuditOptions &Options, const std::set<std::string> &Headers, AuditBodies Bodies,
              std::vector<Finding> &Results, bool &MissesBodies, HeaderUse &Use)
      : UnitAction(Use), Options(Options), Headers(Headers), Bodies(Bodies), Results(Results),
        MissesBodies(MissesBodies) {}

protected:
  std::unique_ptr<clang::ASTConsumer> createConsumer(clang::CompilerInstance &Compiler) override {
    return std::make_unique<AuditConsumer>(Options, Headers, Bodies, Compiler, Results,
                                           MissesBodies);
  }

private:
  const AuditOptions &Options;
  const std::set<std::string> &Headers;
  const AuditBodies Bodies;
  std::vector<Finding> &Results;
  bool &MissesBodies;
};

} // namespace

std::unique_ptr<clang::FrontendAction> kphys::collectAudit(const AuditOptions &Options,
                                                           const std::set<std::string> &Headers,
                                                           AuditBodies Bodies,
                                                           std::vector<Finding> &Results,
                                                           bool &MissesBodies, HeaderUse &Use) {
  return std::make_unique<AuditAction>(Options, Headers, Bodies, Results, MissesBodies, Use);
}
