// Gives the precompiled header of ClangHeaders.h a translation unit of its own.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/ClangHeaders.h"
