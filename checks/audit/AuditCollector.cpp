// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/AuditCollector.h"

#include "checks/audit/Audit.h"

using namespace kphys;
using clang::SourceLocation;

namespace kphys {
KPHYS_JSON_MEMBERS(AuditStep, File, Line, Column, Text)

void to_json(nlohmann::json &Json, const AuditResult &Value) {
  Json = {{"is", Value.Is},
          {"check", Value.Check},
          {"function", Value.Function},
          {"notes", Value.Notes},
          {"fix", Value.Fix}};
}

bool readJson(const nlohmann::json &Json, AuditResult &Value) {
  return readJsonMember(Json, "is", Value.Is) && readJsonMember(Json, "check", Value.Check) &&
         readJsonMember(Json, "function", Value.Function) &&
         readJsonMember(Json, "notes", Value.Notes) && readJsonMember(Json, "fix", Value.Fix);
}
} // namespace kphys

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

/// Gives findings the form of results.
class ResultWriter {
public:
  ResultWriter(TreeFiles &Files, const clang::ASTContext &Context,
               std::vector<AuditResult> &Results)
      : Files(Files), Sources(Context.getSourceManager()), Language(Context.getLangOpts()),
        Results(Results) {}

  void take(const AuditFinding &Found) {
    AuditResult Result = {
        step(Found.Where, Found.Text), Found.Check.str(), Found.In->getNameAsString(), {}, {}};
    if (Result.Is.File.empty()) // generated: nobody can change it there
      return;
    for (const AuditNote &Note : Found.Notes)
      if (AuditStep Step = step(Note.Where, Note.Text); !Step.File.empty())
        Result.Notes.push_back(std::move(Step));
    for (const clang::FixItHint &Hint : Found.Fixes) {
      std::optional<TextEdit> Edit = edit(Hint, Found.Where);
      if (!Edit) { // half of a fix is none
        Result.Fix.clear();
        break;
      }
      Result.Fix.push_back(std::move(*Edit));
    }
    Results.push_back(std::move(Result));
  }

private:
  AuditStep step(SourceLocation Where, std::string Text) {
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
  std::vector<AuditResult> &Results;
};

} // namespace

std::vector<AuditResult> kphys::auditParts(UnitParts &Parts,
                                           llvm::ArrayRef<const AuditCheck *> Checks,
                                           const AuditOptions &Options, clang::ASTContext &Context,
                                           bool *MissesBodies) {
  std::vector<AuditResult> Results;
  ResultWriter Writer(Parts.Files, Context, Results);
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

  bool needsBody(const clang::Decl &Function) override { return Parts.needsBody(Function); }

  void extract(llvm::ArrayRef<clang::Decl *> Declarations, clang::ASTContext &Context) override {
    std::vector<const AuditCheck *> All;
    for (const AuditCheck &Each : auditChecks())
      All.push_back(&Each);
    Parts.add(Declarations);
    Results = auditParts(Parts, All, Options, Context, &MissesBodies);
  }

  Bodies wantedBodies() const override { return MissesBodies ? Bodies::All : Bodies::Needed; }
  nlohmann::json facts() const override { return Results; }

private:
  const AuditOptions &Options;
  const WantedParts Wanted;
  UnitParts Parts;
  std::vector<AuditResult> Results;
  bool MissesBodies = false;
};

} // namespace

std::unique_ptr<Extractor> kphys::auditExtractor(const AuditOptions &Options,
                                                 const std::set<std::string> &Headers,
                                                 clang::Preprocessor &Macros) {
  return std::make_unique<AuditExtractor>(Options, Headers, Macros.getSourceManager());
}
