// Uses that do not agree with the types of addresses in annotated code, as findings of a unit.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_UNIT_ANNOTATIONFINDINGS_H
#define KPHYS_TOOL_UNIT_ANNOTATIONFINDINGS_H

#include "checks/Finding.h"
#include "checks/extract/UnitParts.h"
#include "tool/unit/UnitTools.h"
#include "clang/Lex/Preprocessor.h"

namespace kphys {

/// What the declarations of \p Parts say; nothing where the tree has no types of its own for the
/// two kinds. Where these are other names of phys_addr_t, or markers, only what mixes the two is
/// found.
std::vector<Finding> annotationFindings(UnitParts &Parts, const UnitTools &Tools,
                                        clang::ASTContext &Context, clang::Preprocessor &Macros,
                                        const TextOfFile &Read);

} // namespace kphys

#endif
