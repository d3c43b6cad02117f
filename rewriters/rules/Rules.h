// Every rule: the one list of them.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_RULES_RULES_H
#define KPHYS_REWRITERS_RULES_RULES_H

#include "rewriters/Rule.h"

namespace kphys {

llvm::ArrayRef<const Rule *> rules();

} // namespace kphys

#endif
