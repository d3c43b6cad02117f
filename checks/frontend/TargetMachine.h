// Which machine does a command compile for?
//
// Clang is told with --target; GCC is built for one machine, which its name says
// (`aarch64-linux-gnu-gcc`), or, where it is the machine it runs on, the kernel's include paths
// (`-I…/arch/arm64/include`). Parsed for another machine, code has other types and sizes, mostly
// without an error.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_TARGETMACHINE_H
#define KPHYS_CHECKS_FRONTEND_TARGETMACHINE_H

#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace kphys {

/// What the options of a command say of the machine. `-m32`, `-mabi=lp64` and `-march=rv64imac` say
/// how wide pointers are, `-mbig-endian` and `-EL` in which order bytes are.
struct SaidOfMachine {
  std::vector<unsigned> PointerBits; ///< they should be the same
  std::optional<bool> IsBigEndian;
};
SaidOfMachine saidOfMachine(const std::vector<std::string> &Command);

/// The target of \p Command, of which the first word is the compiler, where it has none of its own
/// (--target): by the compiler's name, else by the kernel's architecture. Clang adds what options
/// like -m32 and -EB make of it. Empty where the command has a target, or nothing says one: then it
/// is that of this machine. An error where Clang has no such machine, or where it cannot be told
/// which of several it is.
llvm::Expected<std::string> impliedTarget(const std::vector<std::string> &Command);

/// True for a target of Clang that Linux is built for, or programs in its tree are.
bool isMachineOfKernel(llvm::StringRef Target);

/// The directory below arch/ that the include paths of \p Command name; empty where there is none.
std::string architectureIn(const std::vector<std::string> &Command);

/// What is wrong if \p Command was parsed with pointers of \p PointerBits and that order of bytes;
/// empty if it says nothing else.
std::string misfitOfMachine(const std::vector<std::string> &Command, unsigned PointerBits,
                            bool IsBigEndian);

} // namespace kphys

#endif
