// The codes of docs/reasons.md, as a type.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_REASONS_H
#define KPHYS_CHECKS_REASONS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace kphys {

/// What became of a site. Each but Rewritten needs a reason.
enum class SiteStatus { Rewritten, Refused, Manual, Unseen };

enum class Reason {
  None,
#define KPHYS_REASON(Name, Code, Status, Telling, Lift) Name,
#define KPHYS_UNIT_REASON(Name, Code) Name,
#include "checks/Reasons.def"
};

/// What it takes for a site that has the reason to be rewritten, or to be known.
enum class Remedy {
  Nothing,    ///< nothing is to be done
  Person,     ///< somebody who converts by hand, or changes what is in the way
  Build,      ///< another configuration or architecture that shows the place
  Catalog,    ///< an entry of the catalog for a function
  OtherSite,  ///< what lifts the other site that the detail names
  Unit,       ///< that the unit can be parsed
  Run,        ///< `kphys fix` with Lift::Options
  LookAndRun, ///< the same, by somebody who knows that it is right there
};

struct Lift {
  Remedy By = Remedy::Nothing;
  const char *Options = "";
};

struct ReasonRow {
  Reason Is;
  const char *Code;
  std::optional<SiteStatus> Status; ///< of the site; none for a reason that a unit was skipped
  bool IsWorthTelling;
  Lift Lifted;

  /// The chapter of docs/reasons.md that describes it.
  const char *heading() const;
};

/// Every reason but None, in the order of docs/reasons.md.
llvm::ArrayRef<ReasonRow> allReasons();

/// The code in reports; empty for None.
const char *code(Reason Of);

/// The reason with \p Code, which a report of another version may have from elsewhere.
std::optional<Reason> reasonWithCode(llvm::StringRef Code);

/// The status that a site has for \p Of: Rewritten for None. Not for a unit's reason.
SiteStatus statusFor(Reason Of);

/// False where a user of the old API need not hear of a site: it is no use of it, or none that has
/// a rule.
bool isWorthTelling(Reason Of);

/// What lifts \p Of, which is not None.
const Lift &liftOf(Reason Of);

/// The last one, for readJson().
inline Reason lastOf(Reason) { return allReasons().back().Is; }

} // namespace kphys

#endif
