// The main job: from a compile database to sites with verified edits.
//
// Reads the tree's text, parses the units that can matter, merges what they say, and checks the
// result; writes nothing. The commands `scan` and `fix` differ in what they do with it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_ANALYSIS_H
#define KPHYS_TOOL_DECIDE_ANALYSIS_H

#include "checks/Finding.h"
#include "checks/catalog/Catalog.h"
#include "rewriters/apply/EditedFiles.h"
#include "rewriters/prepare/StandIns.h"
#include "tool/collect/Indexing.h"
#include "tool/decide/Verification.h"
#include "tool/program/Project.h"
#include "tool/program/Session.h"
#include "tool/residue/Residue.h"

namespace kphys {

struct AnalysisOptions {
  bool ProveCode = false;        ///< see proveCode()
  bool TakesApproximate = false; ///< what only stand-ins for an architecture have seen is rewritten
  bool UpdatesIndex = false;     ///< with what the same parses say; see Analysis::Indexed
};

struct Analysis {
  Analysis(const Catalog &Names, const Project &Of) : Names(Names), Of(Of) {}

  const Catalog &Names;
  const Project &Of;
  SiteTable Sites;
  std::vector<UnitRecord> Units;
  ParsedUnits Parsed; ///< what each unit has said, as far as it could be parsed
  std::set<std::string> MissingFeatures;
  std::set<std::string> NeededFeatures; ///< those of them that the sites' rewrites use
  EditsByFile Preparation;              ///< what introduces NeededFeatures
  /// What changes besides, so that the rewritten files stay true and what else builds them builds:
  /// see StaleMentions and StandIns. Part of the output where the sites' edits are.
  EditsByFile Besides;
  std::optional<StandIns> Beside;     ///< whose part of Besides it can say for each file
  std::vector<Finding> Mentions;      ///< see StaleMentions::Left
  SeenTexts Texts;                    ///< all that is said here is of them
  std::set<std::string> DroppedFlags; ///< of compile commands: what Clang does not know
  bool ProvedCode = false;            ///< see AnalysisOptions::ProveCode
  CodeCounts Code;
  /// What was to be found out and was not, besides units that failed.
  std::vector<std::string> Unanswered;
  /// What became of the index, if that was to be brought up to date.
  std::optional<llvm::Expected<IndexingResult>> Indexed;
  /// What would reveal the unseen sites, by number; those that nothing does, too.
  std::map<size_t, std::vector<Revealing>> Unseen;
  std::string CacheProblem; ///< why nothing could be remembered for the next run, if so
  /// Missing features that cannot be introduced, and why.
  std::map<std::string, std::string> PreparationProblems;
};

/// Runs the whole job in \p In, which must outlive the result. An error is one of usage or input; a
/// unit that fails is recorded, no error.
llvm::Expected<Analysis> analyze(Session &In, const AnalysisOptions &Options);

} // namespace kphys

#endif
