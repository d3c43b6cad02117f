// Finds where a unit declares and uses physical addresses.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_TYPES_ADDRESSUSEFINDER_H
#define KPHYS_CHECKS_TYPES_ADDRESSUSEFINDER_H

#include "checks/extract/FlowCollector.h"
#include "checks/types/AddressUses.h"

namespace kphys {

/// What the declarations of \p Parts have, once the unit is parsed.
AddressUses addressUses(UnitParts &Parts, const KindCatalog &Kinds, clang::ASTContext &Context);

/// Creates what gets the AddressUses of one unit: of its own part if \p Headers is empty, else of
/// each of \p Headers. \p Options must outlive it.
std::unique_ptr<Extractor> addressUseExtractor(const FlowOptions &Options,
                                               const std::set<std::string> &Headers,
                                               clang::Preprocessor &Macros);

} // namespace kphys

#endif
