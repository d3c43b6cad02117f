// Which rewrites can only be made together: what one patch has whole, or not at all.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_SITEGROUPS_H
#define KPHYS_TOOL_SERIES_SITEGROUPS_H

#include "tool/decide/Site.h"
#include "tool/series/Wording.h"

namespace kphys {

/// Rewritten sites that belong together, of one family of rules, in order of file and offset.
struct SiteGroup {
  const RuleFamily *Family = nullptr;
  std::vector<const Site *> Sites;

  std::set<std::string> files() const;
};

/// The rewritten ones of \p Sites, each in one group: those of a family in a file; what hands the
/// same page or address on (Site::relay()), what one place binds (Change::BindsRule), and the
/// halves of mappings in several functions (MappingCarrier), whatever file they are in.
std::vector<SiteGroup> groupSites(const SiteTable &Sites);

} // namespace kphys

#endif
