// The code that Clang generates for a unit, function by function.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_VERIFY_GENERATEDCODE_H
#define KPHYS_REWRITERS_VERIFY_GENERATEDCODE_H

#include "checks/frontend/HeaderUse.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kphys {

/// Code of functions as text, by name, without numbers that depend on what stands around them.
using FunctionCode = std::map<std::string, std::string>;

enum class CodeForm {
  Unoptimized,           ///< LLVM's intermediate representation as Clang makes it: quick
  UnoptimizedWithUnused, ///< the same, with functions that the unit defines and does not use
  Assembly,
};

/// What to add to a unit's arguments so that its code in form \p Of can be compared: neither line
/// numbers nor what sanitizers and debug information say of source locations.
std::vector<std::string> comparableArguments(CodeForm Of);

/// Creates the action for parseUnit(). It fills \p Functions, and \p Use with what the unit takes
/// from other files.
std::unique_ptr<clang::FrontendAction> generateCode(CodeForm Of, FunctionCode &Functions,
                                                    HeaderUse &Use);

/// The first line that is another one in \p Before than in \p After; empty if they are the same.
std::string firstDifference(llvm::StringRef Before, llvm::StringRef After);

} // namespace kphys

#endif
