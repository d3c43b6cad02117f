// Which values does a line of a source use?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_USEDVALUES_H
#define KPHYS_TOOL_COMMANDS_USEDVALUES_H

#include "checks/extract/AddressFacts.h"
#include "llvm/ADT/StringRef.h"

namespace kphys {

/// The numbers of those of \p Slots that line \p Line of \p File, whose text is \p Text, names: a
/// local variable or parameter of the function it is in, a field behind `.` or `->`, a variable of
/// the whole unit, a function that is called. Only \p Name, if that is not empty. Fields of that
/// name of several structs are all there.
std::vector<unsigned> valuesUsedAt(const std::vector<Slot> &Slots, const std::string &File,
                                   llvm::StringRef Text, unsigned Line, llvm::StringRef Name);

} // namespace kphys

#endif
