// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/rules/SiteExtractor.h"

#include "rewriters/ChangeText.h"
#include "rewriters/rules/Rules.h"

using namespace kphys;

SiteExtractor::SiteExtractor(const CollectorOptions &Options, const RuleContext &Context,
                             SiteScope Scope, clang::Preprocessor &Macros)
    : Context(Context), Scope(Scope), Sites(Options, Macros), Sources(Macros.getSourceManager()),
      Proposed(Sites) {
  if (Scope.OccurrencesOnly)
    Own.emplace(Sources.getBufferData(Sources.getMainFileID()), Sites.inMainFile());
}

bool SiteExtractor::needsBody(const clang::Decl &Function) {
  if (!Sites.needsBody(Function))
    return false;
  auto [Id, Begin] = Sources.getDecomposedLoc(Sources.getFileLoc(Function.getBeginLoc()));
  return !Own || Id != Sources.getMainFileID() || Own->wants(Begin);
}

void SiteExtractor::extract(llvm::ArrayRef<clang::Decl *> Declarations, clang::ASTContext &Ast) {
  Sites.visit(Declarations, Ast);
  for (const Rule *Each : rules())
    Each->propose(Sites, Context, Proposed);
  std::map<std::string, ChangeText> Texts;
  for (const auto &[File, Text] : Sites.files())
    Texts.try_emplace(File, Sites.takenNames(), File, Text);
  for (auto &[Place, Changes] : Proposed.ByPlace)
    if (auto In = Texts.find(Place.first); In != Texts.end())
      for (Change &Each : Changes)
        In->second.settle(Each, Sites.isInMacro(Place));
}

void SiteExtractor::finish(const std::set<std::string> &SkippedOwn, HeaderUse &Use) {
  for (auto &[Name, Files] : Proposed.Declarations)
    Use.Declarations[Name].merge(Files);
  for (SiteFact &Each : Sites.finish(Scope.WithShared)) {
    UnitSiteFact &Fact = Facts.Sites.emplace_back(UnitSiteFact{std::move(Each), {}});
    if (auto Changes = Proposed.ByPlace.find({Fact.File, Fact.Offset});
        Changes != Proposed.ByPlace.end())
      Fact.Changes = std::move(Changes->second);
  }
  Facts.Relays = std::move(Proposed.Relays);
  Facts.RelayProblems = std::move(Proposed.RelayProblems);
  Facts.Texts = Sites.texts();
  Facts.SkippedBodies = SkippedOwn;
}

Bodies SiteExtractor::wantedBodies() const {
  Bodies Result = Bodies::Needed;
  for (const UnitSiteFact &Each : Facts.Sites) {
    bool MayBeInBody = Each.Is == Role::NotCode || Each.Is == Role::Expansion;
    if (MayBeInBody && Each.File == Sites.unit().File)
      Result = std::max(Result, Bodies::Own);
    for (const Change &Offered : Each.Changes)
      Result = std::max(Result, Offered.DependsOn);
  }
  return Result == Bodies::Own && Facts.SkippedBodies.empty() ? Bodies::Needed : Result;
}
