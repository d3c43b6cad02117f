// Which licences does a unit name for its module, macros expanded?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_LICENSEMACROS_H
#define KPHYS_CHECKS_FRONTEND_LICENSEMACROS_H

#include "checks/frontend/CompileCommand.h"
#include "checks/frontend/HeaderUse.h"
#include "checks/sources/JsonText.h"
#include <set>
#include <string>

namespace clang {
class Preprocessor;
}

namespace kphys {

/// What the unit's MODULE_LICENSE() come to.
struct ExpandedLicenses {
  std::set<std::string> Names;
  std::string Problem; ///< why there may be more: what could not be read; or empty
};
KPHYS_JSON_MEMBERS(ExpandedLicenses, Names, Problem)

/// Adds what is expanded in \p Macros from now on to \p Into, which must outlive it.
void recordLicenses(clang::Preprocessor &Macros, ExpandedLicenses &Into);

/// Preprocesses the unit of \p Command. The process must be one of its own, as for parseUnit(). \p
/// Use gets what it takes from other files.
ExpandedLicenses expandedLicenses(const CompileCommand &Command, HeaderUse &Use);

} // namespace kphys

#endif
