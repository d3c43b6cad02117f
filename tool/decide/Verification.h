// Does every changed unit still parse, with no more to say?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_VERIFICATION_H
#define KPHYS_TOOL_DECIDE_VERIFICATION_H

#include "checks/frontend/CommonHeaders.h"
#include "rewriters/apply/EditedFiles.h"
#include "tool/collect/SiteCollection.h"
#include "tool/decide/Chooser.h"
#include "tool/program/Project.h"
#include "tool/program/Runner.h"
#include "tool/store/RunCache.h"

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
  Session &In;
  /// What the tree lacks; in place during the parse, whether or not it becomes part of the output.
  const EditsByFile &Preparation;
  const SeenTexts &Texts; ///< that edits are for
  const ParsedUnits &Units;
  CodeCounts &Code;                     ///< to be added to
  std::vector<std::string> &Unanswered; ///< likewise; see Analysis
};

/// The edits of the rewritten sites, with those of \p Preparation.
EditsByFile collectEdits(const SiteTable &Sites, const EditsByFile &Preparation);

/// Parses every changed unit again with the edits in memory. Units: each changed source, and for a
/// changed header one unit of every flag class that reads it, without a precompiled one.
class Verifier {
public:
  /// Both must outlive it.
  Verifier(const VerificationInput &Input, SiteTable &Sites);
  ~Verifier();

  /// The rewritten sites that bring a diagnostic that was not there before, in the units that see
  /// an edit which no earlier call has looked at.
  llvm::Expected<std::vector<FailedCondition>> check();

private:
  class Pass;
  std::unique_ptr<Pass> State;
};

} // namespace kphys

#endif
