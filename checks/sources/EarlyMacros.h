// What a source tells the headers that it includes.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_EARLYMACROS_H
#define KPHYS_CHECKS_SOURCES_EARLYMACROS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace kphys {

/// The lines of \p Source, as far as its last `#include`, that define a macro which the text \p
/// Header mentions, or take it back. Two units of the same flags that have the same ones read that
/// text alike, as far as their own goes.
std::string earlyMacros(llvm::StringRef Source, llvm::StringRef Header);

/// What decides what the text \p Header says at \p Places (bytes): its conditions, and the
/// definitions around these places.
std::string textThatDecides(llvm::StringRef Header, llvm::ArrayRef<unsigned> Places);

} // namespace kphys

#endif
