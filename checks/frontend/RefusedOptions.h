// Which options of a command does Clang refuse, and which can a parse do without?
//
// GCC has values for options that Clang does not take: `-mstack-protector-guard=sysreg`, a
// processor that is new. The driver says so before it reads anything, or the frontend does when it
// looks for the target. Most bear on generated code alone.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_REFUSEDOPTIONS_H
#define KPHYS_CHECKS_FRONTEND_REFUSEDOPTIONS_H

#include "clang/Basic/Diagnostic.h"
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// What an error about the command has in quotes: an option, an option and a value, two options
/// that do not go together, or a value alone.
struct RefusedOption {
  std::vector<std::string> Quoted;
  bool IsForAnyValue = false; ///< the first is the beginning of an option, whatever its value

  /// \p Info must be an error without a place in a source.
  static RefusedOption of(const clang::Diagnostic &Info);
};

/// Takes out of \p Arguments those that \p Refused is about, if they say nothing of the text that
/// is read, nor of sizes of types. \p Dropped gets them. False if there is none.
bool dropRefused(const RefusedOption &Refused, std::vector<std::string> &Arguments,
                 std::set<std::string> &Dropped);

} // namespace kphys

#endif
