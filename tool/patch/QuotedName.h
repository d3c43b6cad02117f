// Names of files as git writes them into patches.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_QUOTEDNAME_H
#define KPHYS_TOOL_PATCH_QUOTEDNAME_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace kphys {

/// The name that \p Written is up to its tab, if it has one: between quotes, with escapes as in C,
/// where there is an unusual byte in it. Nothing if that is not what it is.
std::optional<std::string> unquotedName(llvm::StringRef Written);

/// What a `diff --git` line names, as it is written there, where both names are the same but for
/// their prefixes; else empty.
llvm::StringRef nameInBoth(llvm::StringRef Line);

} // namespace kphys

#endif
