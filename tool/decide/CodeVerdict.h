// What comparing the code of a unit says of its rewritten sites: which are proven, which refused?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_CODEVERDICT_H
#define KPHYS_TOOL_DECIDE_CODEVERDICT_H

#include "tool/decide/Chooser.h"
#include "tool/decide/CodeComparison.h"
#include "tool/decide/Site.h"

namespace kphys {

/// What the place of \p Of is called when its functions are asked for.
std::string placeName(const Site &Of);

class CodeVerdict {
public:
  /// \p Calls are the places in which the unit with the file \p Source has a call; \p Compared must
  /// outlive it. \p Sites are those that the code was made with.
  CodeVerdict(const Comparison &Compared, std::string Source, std::set<SitePlace> Calls,
              const SiteTable &Sites)
      : Compared(Compared), Source(std::move(Source)), Calls(std::move(Calls)),
        Unexplained(unexplained(Sites)) {}

  /// Sets the proof of the sites of which this unit has the code, and adds to \p Failed those whose
  /// code must be the same and is not.
  void apply(SiteTable &Sites, std::vector<FailedCondition> &Failed) const;

private:
  bool hasCall(const Site &Of) const { return Calls.count({Of.File, Of.Where.Offset}) != 0; }
  bool isConcerned(const Site &Of) const {
    return Of.isRewritten() && (Of.File == Source || hasCall(Of));
  }

  std::vector<std::string> functionsOf(const Site &Of) const;
  std::string problemOf(const Site &Of, const std::vector<std::string> &Functions) const;
  std::string unexplained(const SiteTable &Sites) const;
  void prove(Site &Of, const std::vector<std::string> &Functions) const;

  const Comparison &Compared;
  const std::string Source;
  const std::set<SitePlace> Calls;
  const std::string Unexplained; ///< a difference that is in the code of no site; empty if none is
};

} // namespace kphys

#endif
