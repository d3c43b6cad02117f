// A directory that is there with all its files, or not at all.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_OUTPUTDIRECTORY_H
#define KPHYS_TOOL_SERIES_OUTPUTDIRECTORY_H

#include "llvm/Support/Error.h"
#include <map>
#include <string>

namespace kphys {

/// Fails where \p Path cannot become a directory of ours: something is there, an empty directory
/// apart, or there is nowhere to make it.
llvm::Error checkOutputDirectory(const std::string &Path);

/// Makes the directory \p Path with \p Files, by names relative to it.
llvm::Error writeDirectory(const std::string &Path,
                           const std::map<std::string, std::string> &Files);

} // namespace kphys

#endif
