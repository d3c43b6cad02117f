// Is a number an offset within a page?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_PAGEOFFSET_H
#define KPHYS_REWRITERS_KMAP_PAGEOFFSET_H

#include "checks/facts/FunctionBody.h"

namespace kphys {

/// True if \p Value, an expression in \p Body, is at least 0 and less than the size of a page, by
/// what it is made of, whatever the values of variables and memory are.
bool isWithinPage(const clang::Expr &Value, FunctionBody &Body, const clang::ASTContext &Context);

} // namespace kphys

#endif
