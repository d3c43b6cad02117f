// Offsets that are added to the address of a mapping as soon as it is made.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_PAGEOFFSET_H
#define KPHYS_REWRITERS_KMAP_PAGEOFFSET_H

#include "checks/bodies/FunctionBody.h"
#include "checks/bodies/SmallestPage.h"
#include <set>

namespace kphys {

/// The statements of \p Block that directly follow one that maps, by \p IsMap of the value that it
/// gives a variable or field, and add bytes to that address which leave it in the page, whatever
/// the values of variables and memory are: `addr = kmap(page); addr += offset_in_page(at);`.
std::set<const clang::Stmt *> offsetsBehind(const clang::CompoundStmt &Block,
                                            llvm::function_ref<bool(const clang::Expr &)> IsMap,
                                            FunctionBody &Body, const clang::ASTContext &Context);

} // namespace kphys

#endif
