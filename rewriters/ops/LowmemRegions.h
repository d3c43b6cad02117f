// Where in a function is it certain that a page has a kernel address?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_LOWMEMREGIONS_H
#define KPHYS_REWRITERS_OPS_LOWMEMREGIONS_H

#include "rewriters/text/SourceText.h"

namespace kphys {

/// The branches of \p Function that are only taken where `Test(Page)` is false. \p Page is the name
/// of a parameter that does not change.
std::vector<TextRange> lowmemRegions(const clang::FunctionDecl &Function, const SourceText &Where,
                                     llvm::StringRef Test, llvm::StringRef Page);

} // namespace kphys

#endif
