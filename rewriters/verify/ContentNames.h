// Names for what a module only numbers: they tell the contents, so that they are the same in
// another module that has the same.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_VERIFY_CONTENTNAMES_H
#define KPHYS_REWRITERS_VERIFY_CONTENTNAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Module.h"
#include <string>

namespace kphys {

/// True for a constant that is what it holds: that there are several of them, and what each is
/// called, makes no difference.
bool isNameless(const llvm::GlobalVariable &Of);

/// Renames the types of \p Of, its nameless constants, and the variables that only it knows: their
/// initial values show where they are used.
void nameByContents(llvm::Module &Of);

/// \p Text, in which such names may occur, without the numbers that tell several apart which have
/// the same contents.
std::string withoutCounts(llvm::StringRef Text);

/// \p Of as a text: what it is, with its initial value.
std::string textOf(const llvm::GlobalVariable &Of);

} // namespace kphys

#endif
