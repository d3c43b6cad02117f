// What one parsed unit says about the occurrences of catalog names, in a form that can be sent from
// a worker process and merged with other units' facts.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_UNITFACTS_H
#define KPHYS_REWRITERS_UNITFACTS_H

#include "checks/catalog/Relay.h"
#include "checks/extract/SiteFact.h"
#include "checks/frontend/ParseOutcome.h"
#include "checks/sources/TextHashes.h"
#include "rewriters/Change.h"

namespace kphys {

/// One occurrence as one unit sees it.
struct UnitSiteFact : SiteFact {
  std::vector<Change> Changes; ///< distinct ones; more than one where expansions disagree
};
KPHYS_JSON_MEMBERS(UnitSiteFact, File, Offset, Is, Function, Changes)

struct UnitFacts {
  std::vector<UnitSiteFact> Sites;
  TextHashes Texts; ///< of the files that could have sites, as they were parsed
  /// Functions of the unit's own file whose bodies were not parsed.
  std::set<std::string> SkippedBodies;
  std::set<Relay> Relays;                           ///< that are not known yet
  std::map<std::string, std::string> RelayProblems; ///< why a known one, by key, is none
  ParseOutcome Parse;
};
KPHYS_JSON_MEMBERS(UnitFacts, Sites, Texts, SkippedBodies, Relays, RelayProblems, Parse)

} // namespace kphys

#endif
