// One place that would be changed, and what became of it: an occurrence of a catalog name, a row of
// the report's `sites`.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_SITE_H
#define KPHYS_TOOL_DECIDE_SITE_H

#include "checks/Reasons.h"
#include "checks/sources/IdentifierScan.h"
#include "rewriters/Change.h"
#include "rewriters/UnitFacts.h"
#include <optional>
#include <set>
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
  std::set<size_t> Builds;      ///< that have seen it, by number
  std::set<std::string> Groups; ///< of changes that units propose, besides Plan.Group
  std::set<std::string> Relays; ///< that cannot change unless this does
  std::set<std::string> GaveUp; ///< relays with which an alternative went that could not be taken
  SiteStatus Status = SiteStatus::Unseen;
  kphys::Reason Reason = kphys::Reason::None; ///< none for a rewritten site
  std::string Detail; ///< what the reason is about (a diagnostic, say), or what is left to be done
  Change Plan;        ///< the first of the alternatives that are left is made
  bool IsChosen = false;                 ///< it stands, or did until a condition failed
  SiteProof Proof = SiteProof::Reparsed; ///< of a rewritten site
  /// Of one of a mapping: how many functions were looked at that run while it is there.
  std::optional<size_t> LookedAt;

  bool isRewritten() const { return Status == SiteStatus::Rewritten; }

  /// The relay that changes with this place, at all of its places or at none; empty if there is
  /// none.
  std::string relay() const {
    return Plan.Relay.empty() && isRewritten() ? chosen().In : Plan.Relay;
  }

  /// What is done to a rewritten site.
  const Alternative &chosen() const { return Plan.Alternatives.front(); }
};

/// The sites of a run, by file and offset.
using SiteTable = std::vector<Site>;

} // namespace kphys

#endif
