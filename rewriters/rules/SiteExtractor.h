// Gets out of one unit what its occurrences of catalog names are, and how they would be changed.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_RULES_SITEEXTRACTOR_H
#define KPHYS_REWRITERS_RULES_SITEEXTRACTOR_H

#include "checks/extract/BodyFilter.h"
#include "checks/extract/SiteCollector.h"
#include "rewriters/Rule.h"
#include "rewriters/UnitFacts.h"

namespace kphys {

/// How much of one unit is looked at.
struct SiteScope {
  bool WithShared = false; ///< see UnitSites::finish()
  /// Asks, in the unit's own file, for the bodies of those functions only that have an occurrence;
  /// for files of which eachFunctionSpeaksForItself().
  bool OccurrencesOnly = false;
};

class SiteExtractor : public Extractor {
public:
  /// \p Options and what \p Context refers to must outlive it.
  SiteExtractor(const CollectorOptions &Options, const RuleContext &Context, SiteScope Scope,
                clang::Preprocessor &Macros);

  /// True if what is wanted may depend on bodies of functions in any header.
  bool dependsOnHeaders() { return Sites.dependsOnHeaders(); }

  bool needsBody(const clang::Decl &Function) override;
  void extract(llvm::ArrayRef<clang::Decl *> Declarations, clang::ASTContext &Ast) override;
  void finish(const std::set<std::string> &SkippedOwn, HeaderUse &Use) override;
  Bodies wantedBodies() const override;
  nlohmann::json facts() const override { return Facts; }

  /// The facts, once all is done, for who stays in this process. They have no ParseOutcome.
  UnitFacts takeFacts() { return std::move(Facts); }

private:
  const RuleContext Context;
  const SiteScope Scope;
  UnitSites Sites;
  const clang::SourceManager &Sources;
  std::optional<BodyFilter> Own; ///< of the unit's own file; without one, all bodies are wanted
  Proposals Proposed;
  UnitFacts Facts;
};

} // namespace kphys

#endif
