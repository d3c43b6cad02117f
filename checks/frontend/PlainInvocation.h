// What Clang is to do besides reading a text: nothing.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_PLAININVOCATION_H
#define KPHYS_CHECKS_FRONTEND_PLAININVOCATION_H

#include "clang/Frontend/CompilerInvocation.h"

namespace kphys {

/// Takes from \p Of whatever names an output, a program, a plugin or a cache, wherever it came
/// from. What the text is, how it is read and for which machine stay, and how code is generated.
void makePlain(clang::CompilerInvocation &Of);

} // namespace kphys

#endif
