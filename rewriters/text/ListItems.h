// Lists of parameters and arguments: what is written around an item that goes?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_TEXT_LISTITEMS_H
#define KPHYS_REWRITERS_TEXT_LISTITEMS_H

#include "rewriters/text/EditSet.h"

namespace kphys {

/// The comment behind the comma after \p Item, on its line; empty if there is none. Whose it is
/// cannot be told if something follows it there.
TextRange commentBehind(llvm::StringRef Text, TextRange Item);

/// Removes \p Item from a list with commas in which it follows what ends at \p Before. False if
/// there is a comment in what goes, or one behind it.
bool removeListItem(EditSet &Edits, llvm::StringRef Text, unsigned Before, TextRange Item);

} // namespace kphys

#endif
