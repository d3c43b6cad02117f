// What is said of annotated declarations and of the conversions between them and the rest.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_ANNOTATIONROWS_H
#define KPHYS_TOOL_DECIDE_ANNOTATIONROWS_H

#include "tool/decide/AddressEntities.h"
#include "tool/decide/Annotation.h"

namespace kphys {

/// Fills in the declarations, conversions and the frontier of \p Into.
void describe(const AddressEntities &Entities, const std::set<TypeConversion> &Conversions,
              Annotation &Into);

} // namespace kphys

#endif
