// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/database/BuildInfo.h"

#include "checks/sources/RegularFile.h"
#include "nlohmann/json.hpp"
#include "rewriters/apply/AtomicFile.h"

using namespace kphys;

namespace {
constexpr const char *FileName = "/kphys-build.json";
} // namespace

BuildInfo kphys::readBuildInfo(const std::string &BuildDirectory) {
  auto Buffer = readRegularFile(BuildDirectory + FileName);
  if (!Buffer)
    return {};
  nlohmann::json Json = nlohmann::json::parse((*Buffer)->getBuffer(), nullptr, false);
  auto Field = [&](const char *Name) {
    bool Is = Json.is_object() && Json.contains(Name) && Json[Name].is_string();
    return Is ? Json[Name].get<std::string>() : std::string();
  };
  return {Field("architecture"), Field("configuration")};
}

llvm::Error kphys::writeBuildInfo(const std::string &BuildDirectory, const BuildInfo &Info) {
  nlohmann::ordered_json Json = {{"architecture", Info.Architecture},
                                 {"configuration", Info.Configuration}};
  return writeAtomically(BuildDirectory + FileName, Json.dump(1) + "\n");
}
