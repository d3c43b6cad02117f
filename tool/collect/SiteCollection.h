// What units say about the occurrences of catalog names: which units are asked, and what they said.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_SITECOLLECTION_H
#define KPHYS_TOOL_COLLECT_SITECOLLECTION_H

#include "rewriters/rules/SiteExtractor.h"
#include "tool/collect/UnitPlan.h"
#include "tool/program/ParseCache.h"
#include "tool/program/Session.h"
#include "tool/program/UnitRecord.h"

namespace kphys {

/// The units that were parsed, by their place in the project, and what those parses said.
using ParsedUnits = std::map<size_t, UnitFacts>;

/// What an earlier collection of the same run was told, without the relays of \p New.
struct EarlierAnswers {
  ParsedUnits Parsed;
  std::set<size_t> OfHeaders; ///< units that told of the shared headers too
};

class SiteCollection : public FactCollection {
public:
  /// All must outlive it. \p Texts is added to: the texts that were parsed. Of \p Earlier, what is
  /// said of units is taken over that read no file in which \p New are named.
  SiteCollection(Session &In, const TreeScan &Text, SeenTexts &Texts, EarlierAnswers Earlier = {},
                 const std::set<Relay> &New = {});

  /// What it was told, for the next one; it knows nothing then.
  EarlierAnswers takeAnswers();

  /// What is known of relays by now.
  std::set<Relay> relays() const;

  UnitPlan &plan() { return Plan; }

  /// Asks for what no earlier run has found out of \p Units.
  void ask(const std::vector<size_t> &Units, Runner &Parses);

  /// What each unit has to know of functions elsewhere; see Change::Demands.
  std::map<size_t, std::set<std::string>> demands() const;

  /// Asks \p Unit once more, now that this is known of them.
  void askAgain(size_t Unit, KnownEffects Of, Runner &Parses);

  std::vector<UnitRecord> Units; ///< of the whole project
  ParsedUnits Parsed;
  std::set<std::string> DroppedFlags; ///< of compile commands: what Clang does not know

  std::unique_ptr<Extractor> extractor(const UnitTask &Task,
                                       clang::Preprocessor &Macros) const override;
  bool take(const UnitTask &Task, ParseOutcome Parse, nlohmann::json Facts) override;
  void fail(const UnitTask &Task, JobOutcome::Status Ended, const std::string &Why) override;

private:
  const std::vector<Occurrence> *occurrencesIn(const std::string &File) const;
  std::string offeredNames() const;
  bool mayHaveSites(const Unit &Each) const;
  UnitRecord unparsed(size_t I) const;
  /// What tells one answer about a unit from another.
  std::string variant(size_t Unit) const;
  bool takeEarlier(size_t Unit);
  void record(size_t I, UnitFacts Facts);

  const Project &Of;
  const Catalog &Names;
  const TargetProfile &Profile;
  ParseCounts &Counts;
  const TreeScan &Text;
  SeenTexts &Texts;
  ParseCache Known;
  UnitPlan Plan;
  const CollectorOptions Options;
  const SessionOptions &Asked;
  EarlierAnswers Earlier;
  std::set<std::string> FilesWithNew;       ///< that name a relay which Earlier does not know of
  std::map<size_t, KnownEffects> Elsewhere; ///< of units that were asked again
};

} // namespace kphys

#endif
