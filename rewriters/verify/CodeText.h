// The code of a module as texts that can be compared, one a function or variable.
//
// Two texts are the same where the code is, whatever stands around it: what LLVM only numbers in a
// module (metadata, attributes, types and constants without names) is replaced by its contents.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_VERIFY_CODETEXT_H
#define KPHYS_REWRITERS_VERIFY_CODETEXT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Module.h"
#include <map>
#include <set>
#include <string>

namespace kphys {

struct CodeTexts {
  std::map<std::string, std::string> Functions; ///< by symbol
  /// Variables, aliases and assembly outside functions, by name. Constants without a name of their
  /// own are part of what uses them.
  std::map<std::string, std::string> Data;
};

/// Gives what has no lasting name in \p Of one that tells its contents, and returns its texts.
CodeTexts textsOf(llvm::Module &Of);

/// The functions of \p Of, by symbol, whose code names each function or variable that it defines.
std::map<std::string, std::set<std::string>> usersIn(const llvm::Module &Of);

/// The first line that is another one in \p Before than in \p After; empty if they are the same.
std::string firstDifference(llvm::StringRef Before, llvm::StringRef After);

} // namespace kphys

#endif
