// Which functions may a source define, and which fields may it store a function in?
//
// By text alone, and more rather than less: whoever wants to know has the candidates parsed. Relies
// on the kernel's style, in which what is at file scope begins in the first column.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SCAN_DEFINEDFUNCTIONS_H
#define KPHYS_CHECKS_SCAN_DEFINEDFUNCTIONS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

namespace kphys {

/// Calls \p Take with each name before a `(` in what may be the head of a function with a body and
/// without `static` in \p Text; with the same one again, perhaps.
void forEachDefinedFunction(llvm::StringRef Text, llvm::function_ref<void(llvm::StringRef)> Take);

/// True if \p Text may give \p Field of the record \p Record a value: by its name, or in an
/// initializer without names.
bool mayStoreIn(llvm::StringRef Text, llvm::StringRef Record, llvm::StringRef Field);

} // namespace kphys

#endif
