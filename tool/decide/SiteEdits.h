// What is to be said of sites with edits before they are verified: can the tree and the module use
// the new API, where do lines break?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_SITEEDITS_H
#define KPHYS_TOOL_DECIDE_SITEEDITS_H

#include "checks/catalog/Catalog.h"
#include "checks/frontend/LicenseMacros.h"
#include "rewriters/apply/EditedFiles.h"
#include "tool/decide/Site.h"
#include <functional>
#include <map>

namespace kphys {

/// The MODULE_LICENSE()s under which the code of a site may come; nothing for built-in code.
using LicensesOf = std::function<ExpandedLicenses(const Site &)>;

/// The files with rewritten \p Sites that need a feature which not every module may use.
std::set<std::string> filesToLicense(const SiteTable &Sites, const Catalog &Names);

/// Refuses rewritten \p Sites that need a feature with one of \p Problems, which says why the tree
/// cannot have it, or that a module of their licence may not use, or one of which it is not known.
void refuseForTarget(SiteTable &Sites, const Catalog &Names,
                     const std::map<std::string, std::string> &Problems,
                     const LicensesOf &Licenses);

/// Lays out the lines that rewritten \p Sites change in \p Files, see FileLayout.
void layOutEdits(SiteTable &Sites, const std::vector<EditedFile> &Files,
                 const std::string &TreeRoot);

} // namespace kphys

#endif
