// Parses every changed unit again with the edits in memory and withdraws what brings a diagnostic.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_VERIFICATION_H
#define KPHYS_TOOL_ANALYSIS_VERIFICATION_H

#include "checks/facts/UnitFacts.h"
#include "checks/frontend/CommonHeaders.h"
#include "rewriters/apply/EditedFiles.h"
#include "tool/analysis/Project.h"
#include "tool/analysis/Site.h"
#include "tool/analysis/SiteCollection.h"
#include "tool/cache/RunCache.h"
#include "tool/program/Runner.h"

namespace kphys {

/// How code was compared, see proveCode().
struct CodeCounts {
  size_t Compiled = 0;                ///< units, on both sides
  size_t Known = 0;                   ///< from earlier runs
  size_t KnownFromRound = 0;          ///< from earlier rounds of this one
  std::map<size_t, size_t> Functions; ///< that both sides have, by unit

  /// How many functions were compared.
  size_t functions() const {
    size_t Result = 0;
    for (const auto &[Unit, Number] : Functions)
      Result += Number;
    return Result;
  }
};

struct VerificationInput {
  const Project &Of;
  /// What the tree lacks; in place during the parse, whether or not it becomes part of the output.
  const EditsByFile &Preparation;
  const SeenTexts &Texts; ///< that edits are for
  const ParsedUnits &Units;
  const std::vector<CommonHeaders> &Headers; ///< worth precompiling
  RunCache &Cache;
  ParseCounts &Parses;                  ///< to be added to
  CodeCounts &Code;                     ///< likewise
  std::vector<std::string> &Unanswered; ///< see Analysis
  WorkerOptions Workers;
};

/// The files of a parse by their names in the tree; what is outside it is left out.
std::set<std::string> treeFiles(const ParseOutcome &Parse, const Project &Of);

/// The edits of the rewritten sites, with those of \p Preparation.
EditsByFile collectEdits(const SiteTable &Sites, const EditsByFile &Preparation);

/// Refuses rewritten sites until no unit has a diagnostic that it did not have before. Units: each
/// changed source, and for a changed header one unit of every flag class that reads it, parsed
/// without a precompiled one.
llvm::Error verifySites(const VerificationInput &Input, SiteTable &Sites);

} // namespace kphys

#endif
