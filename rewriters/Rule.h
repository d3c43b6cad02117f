// A rule proposes changes for what a unit has of the names that it is about.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_RULE_H
#define KPHYS_REWRITERS_RULE_H

#include "checks/extract/SiteCollector.h"
#include "checks/frontend/HeaderUse.h"
#include "rewriters/Change.h"
#include "rewriters/effects/AtomicReliance.h"
#include "rewriters/prepare/TargetProfile.h"
#include <map>

namespace kphys {

/// What rules know besides the unit.
struct RuleContext {
  const Catalog &Names;
  const TargetProfile &Profile;  ///< what the tree offers
  const KnownEffects &Elsewhere; ///< what functions do that the unit has no bodies of
  LookInto Into = LookInto::Unit;
  Depth Goes = Depth::File;
  Preference Wants = Preference::ByDirectory;
};

/// Where the changes of a unit come together.
class Proposals {
public:
  explicit Proposals(UnitSites &Unit) : Unit(Unit) {}

  /// For the occurrence at \p Where, which has the role \p Is and is in \p Function; for nothing if
  /// there is none.
  void add(clang::SourceLocation Where, Role Is, const std::string &Function, Change Proposed);

  std::map<SitePlace, std::vector<Change>> ByPlace; ///< distinct ones
  std::set<Relay> Relays;                           ///< as far as this unit can tell
  std::map<std::string, std::string> RelayProblems; ///< by key: what no occurrence shows
  FileGraph Declarations;                           ///< that changes rest on, see HeaderUse

private:
  UnitSites &Unit;
};

/// Contract: the text, evaluation and type of what stays are as they were, or the change is
/// refused with a reason. What several expansions or a later parse say is decided elsewhere.
class Rule {
public:
  virtual ~Rule() = default;
  virtual void propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const = 0;
};

} // namespace kphys

#endif
