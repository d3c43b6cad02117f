// Which changes stand: the one place where that is decided.
//
// Each site takes the best alternative that is left to it. Whoever checks a condition only says
// which sites do not meet it: then the sites that can do with less fall back, or, where none can,
// all of them are refused; whatever belongs to a refused site goes with it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_CHOOSER_H
#define KPHYS_TOOL_DECIDE_CHOOSER_H

#include "tool/decide/Site.h"

namespace kphys {

/// A condition that does not hold as long as all of these sites are as they are.
struct FailedCondition {
  std::vector<Site *> Sites;
  kphys::Reason Reason;
  std::string Detail;
};

class Chooser {
public:
  /// Decides over \p Sites, which must outlive it and stay where they are.
  explicit Chooser(SiteTable &Sites) : Sites(Sites) {}

  /// Lets \p Chosen take its best alternative.
  static void choose(Site &Chosen);

  /// Takes away what \p Failed; true if that changed anything.
  bool fail(const std::vector<FailedCondition> &Failed);

  /// Ends overlaps of edits.
  void settleOverlaps();

  /// Refuses every rewritten site of a group, or of a rule that one site binds, of which one is not
  /// rewritten, and gives up relays of which that is so; true if there was one.
  bool closeGroups();

private:
  bool closeRelays();
  bool closeFileGroups();

  SiteTable &Sites;
};

/// Refuses \p Refused; \p Detail is what \p Why is about here.
void refuse(Site &Refused, Reason Why, std::string Detail);

} // namespace kphys

#endif
