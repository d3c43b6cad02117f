// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/AuditCollector.h"

#include "checks/audit/Audit.h"

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

class AuditExtractor : public Extractor {
public:
  AuditExtractor(const AuditOptions &Options, const std::set<std::string> &Headers,
                 const clang::SourceManager &Sources)
      : Options(Options), Wanted(partsFor(Headers)), Parts(Options, Wanted, Sources) {}

  bool hearsSkippedBodies() const override { return false; }

  bool needsBody(const clang::Decl &Function) override { return Parts.needsBody(Function); }

  void extract(llvm::ArrayRef<clang::Decl *> Declarations, clang::ASTContext &Context) override {
    std::vector<const AuditCheck *> All;
    for (const AuditCheck &Each : auditChecks())
      All.push_back(&Each);
    Parts.add(Declarations);
    Facts.Findings = auditParts(Parts, All, Options, Context, &MissesBodies);
    std::set<std::string> Fixed;
    for (const Finding &Each : Facts.Findings)
      if (!Each.Fix.empty())
        Fixed.insert(Each.File);
    if (Fixed.empty())
      return;
    const clang::SourceManager &Sources = Context.getSourceManager();
    for (const clang::Decl *Each : Declarations) {
      clang::FileID Id = Sources.getFileID(Sources.getFileLoc(Each->getBeginLoc()));
      if (Fixed.erase(Parts.Files.path(Id)))
        Facts.Texts[Parts.Files.path(Id)] = hashOfText(Sources.getBufferData(Id));
    }
  }

  Bodies wantedBodies() const override { return MissesBodies ? Bodies::All : Bodies::Needed; }
  nlohmann::json facts() const override { return Facts; }

private:
  const AuditOptions &Options;
  const WantedParts Wanted;
  UnitParts Parts;
  AuditedUnit Facts;
  bool MissesBodies = false;
};

} // namespace

std::unique_ptr<Extractor> kphys::auditExtractor(const AuditOptions &Options,
                                                 const std::set<std::string> &Headers,
                                                 clang::Preprocessor &Macros) {
  return std::make_unique<AuditExtractor>(Options, Headers, Macros.getSourceManager());
}
