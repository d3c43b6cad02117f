// Parses every changed unit again with the edits in memory and withdraws what brings a diagnostic.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_VERIFICATION_H
#define KPHYS_TOOL_ANALYSIS_VERIFICATION_H

#include "checks/facts/UnitFacts.h"
#include "rewriters/apply/EditedFiles.h"
#include "tool/analysis/Project.h"
#include "tool/analysis/Site.h"
#include "tool/workers/WorkerPool.h"

namespace kphys {

/// A unit that was parsed, and what that parse said.
struct ParsedUnit {
  const Unit *Of = nullptr;
  UnitFacts Facts;
};

struct VerificationInput {
  std::vector<std::string> TreeRoots; ///< as in Project
  /// What the tree lacks; in place during the parse, whether or not it becomes part of the output.
  EditsByFile Preparation;
  std::vector<ParsedUnit> Units;
  /// Parses a unit with file contents in place of those on disk, as the first parse was done.
  std::function<std::vector<UnitDiagnostic>(const CompileCommand &, const FileOverlay &)> Parse;
  WorkerOptions Workers;
};

/// The edits of the rewritten sites, with those of \p Preparation.
EditsByFile collectEdits(const SiteTable &Sites, const EditsByFile &Preparation);

/// Refuses rewritten sites until no unit has a diagnostic that it did not have before. Units: each
/// changed source, and for a changed header one unit of every flag class that includes it.
llvm::Error verifySites(const VerificationInput &Input, SiteTable &Sites);

} // namespace kphys

#endif
