// One textual occurrence of a catalog name and what became of it: a row of the report's `sites`.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_ANALYSIS_SITE_H
#define KPHYS_TOOL_ANALYSIS_SITE_H

#include "checks/facts/UnitFacts.h"
#include "checks/sources/IdentifierScan.h"
#include <string>
#include <vector>

namespace kphys {

/// How a rewrite was checked.
enum class SiteProof {
  Reparsed,  ///< no new diagnostic
  Identical, ///< the code is the same
  Explained, ///< the code differs in what was intended
};

struct Site {
  std::string File; ///< relative to the tree
  Occurrence Where;
  std::string Function;
  SiteStatus Status = SiteStatus::Unseen;
  std::string Rule;
  kphys::Reason Reason = kphys::Reason::None; ///< none for a rewritten site
  std::string Detail; ///< what the reason is about (a diagnostic, say), or what is left to be done
  std::vector<TextEdit> Edits;
  std::string Before; ///< the text that the edits change, white space folded
  std::string After;
  std::string Intended, Group;           ///< as Candidate's
  bool BindsRule = false;                ///< as Candidate's
  SiteProof Proof = SiteProof::Reparsed; ///< of a rewritten site
  CallAlone Otherwise;                   ///< as Candidate's
  std::vector<TextEdit> Comparable;      ///< as Candidate's
  MappingHalf Half;                      ///< as Candidate's
};

/// Refuses \p Of; \p Detail is what \p Why is about here.
inline void refuse(Site &Of, Reason Why, std::string Detail) {
  Of.Status = SiteStatus::Refused;
  Of.Reason = Why;
  Of.Detail = std::move(Detail);
}

/// Takes the call alone of a site that changes more, for the reason \p Why; false if it does not.
inline bool fallBack(Site &Of, const std::string &Why) {
  if (Of.Otherwise.Edits.empty())
    return false;
  CallAlone Alone = std::exchange(Of.Otherwise, {});
  Of.Edits = std::move(Alone.Edits);
  Of.After = std::move(Alone.After);
  Of.Detail = Alone.Detail + Why;
  Of.Intended = std::move(Alone.Intended);
  Of.Comparable.clear();
  Of.Proof = SiteProof::Reparsed;
  return true;
}

/// The sites of a run, by file and offset.
using SiteTable = std::vector<Site>;

/// How a unit of the database fared.
struct UnitRecord {
  enum class Status {
    Parsed,
    Skipped,
    Failed,
    Crashed,
    TimedOut,
    Outside, ///< it is none of the tree's, and was not looked at
  };
  std::string File; ///< the unit's name
  Status Is = Status::Skipped;
  std::string Why;

  bool failed() const { return Is != Status::Parsed && Is != Status::Skipped; }
};

} // namespace kphys

#endif
