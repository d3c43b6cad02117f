// Which word of a command is the compiler, and what does its name say?
//
// Builds run compilers through others: `ccache gcc`, `distcc arm-linux-gnueabi-gcc`, `env LANG=C
// gcc`, `nice -n 19 gcc`. Their names are no closed list, so it is the compiler that is looked for.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_COMPILERWORD_H
#define KPHYS_CHECKS_FRONTEND_COMPILERWORD_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace kphys {

/// True for what is an argument of a compile and nothing that could be called: an option, a
/// response file, a source.
bool isCompileArgument(llvm::StringRef Word);

/// The number of words of \p Command in front of the compiler. The compiler is the last word with
/// the name of one before the first option or source; where there is none, as an option of another
/// program comes first, it is the first word behind with such a name. Where nothing has such a
/// name, the compiler is the first word.
size_t wordsBeforeCompiler(const std::vector<std::string> &Command);

/// What a compiler's name says of the machine that it compiles for: `aarch64-linux-gnu` for
/// `/opt/bin/aarch64-linux-gnu-gcc-12`. Empty where it says nothing, as `gcc` does.
struct NamedTarget {
  std::string Target;
  bool IsKnown = false; ///< Clang has this kind of machine
};
NamedTarget targetOfName(llvm::StringRef Compiler);

} // namespace kphys

#endif
