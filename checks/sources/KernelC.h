// The language of kernel sources, for code that lexes them without parsing.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_KERNELC_H
#define KPHYS_CHECKS_SOURCES_KERNELC_H

#include "clang/Basic/LangOptions.h"

namespace kphys {

inline clang::LangOptions kernelC() {
  clang::LangOptions Language;
  Language.C99 = Language.C11 = Language.LineComment = Language.GNUMode = true;
  return Language;
}

} // namespace kphys

#endif
