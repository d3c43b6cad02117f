// The main job: from a compile database to sites with verified edits.
//
// Reads the tree's text, parses the units that can matter, merges what they say, and checks the
// result; writes nothing. The commands `scan` and `fix` differ in what they do with it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_ANALYSIS_H
#define KPHYS_TOOL_ANALYSIS_ANALYSIS_H

#include "checks/catalog/Catalog.h"
#include "rewriters/apply/EditedFiles.h"
#include "tool/analysis/Project.h"
#include "tool/analysis/Verification.h"
namespace kphys {

struct AnalysisOptions {
  ProjectOptions Where;
  std::vector<std::string> CatalogFiles;
  unsigned Level = 0; ///< of the rules to use
  unsigned Workers = 1;
  unsigned TimeoutSeconds = 0;
  bool UsePch = true;     ///< see SharedPch; the result is the same without
  bool UseCache = true;   ///< see RunCache; likewise
  bool ProveCode = false; ///< see proveCode()
  bool Finishes = false;  ///< see finishInPlace(); otherwise an interrupted run is an error
  /// Called as soon as it is known what to work on; nothing is done where it fails.
  std::function<llvm::Error(const Project &)> Opened = [](const Project &) {
    return llvm::Error::success();
  };
};

struct Analysis {
  Catalog Names;
  Project Of;
  SiteTable Sites;
  std::vector<UnitRecord> Units;
  std::set<std::string> MissingFeatures;
  std::set<std::string> NeededFeatures; ///< those of them that the sites' rewrites use
  EditsByFile Preparation;              ///< what introduces NeededFeatures
  SeenTexts Texts;                      ///< all that is said here is of them
  std::set<std::string> DroppedFlags;   ///< of compile commands: what Clang does not know
  ParseCounts Parses;
  bool ProvedCode = false; ///< see AnalysisOptions::ProveCode
  CodeCounts Code;
  /// What was to be found out and was not, besides units that failed.
  std::vector<std::string> Unanswered;
  std::string CacheProblem; ///< why nothing could be remembered for the next run, if so
  /// Missing features that cannot be introduced, and why.
  std::map<std::string, std::string> PreparationProblems;
};

/// Runs the whole job. An error is one of usage or input; a unit that fails is recorded, no error.
llvm::Expected<Analysis> analyze(const AnalysisOptions &Options);

} // namespace kphys

#endif
