// What `kphys compdb` notes next to a database it makes: BUILD/kphys-build.json.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DATABASE_BUILDINFO_H
#define KPHYS_TOOL_DATABASE_BUILDINFO_H

#include "llvm/Support/Error.h"
#include <string>

namespace kphys {

/// How the build was configured; empty fields for a database of unknown origin.
struct BuildInfo {
  std::string Architecture;
  std::string Configuration;
};

/// Where that is noted.
std::string buildInfoFile(const std::string &BuildDirectory);

BuildInfo readBuildInfo(const std::string &BuildDirectory);
llvm::Error writeBuildInfo(const std::string &BuildDirectory, const BuildInfo &Info);

} // namespace kphys

#endif
