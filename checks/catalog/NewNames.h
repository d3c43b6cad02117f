// Which names does a rewrite bring into code? Those that the catalog's new texts are made of.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_NEWNAMES_H
#define KPHYS_CHECKS_CATALOG_NEWNAMES_H

#include "checks/catalog/Catalog.h"

namespace kphys {

/// Names of functions, macros and constants.
std::set<std::string> newNames(const Catalog &Names);

/// Names of members: only a macro can make something else of them.
std::set<std::string> newMembers(const Catalog &Names);

} // namespace kphys

#endif
