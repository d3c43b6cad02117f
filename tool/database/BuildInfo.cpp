// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/database/BuildInfo.h"

#include "checks/sources/JsonText.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/apply/InPlace.h"

using namespace kphys;

namespace {
constexpr const char *FileName = "/kphys-build.json";
} // namespace

BuildInfo kphys::readBuildInfo(const std::string &BuildDirectory) {
  auto Buffer = readRegularFile(BuildDirectory + FileName);
  if (!Buffer)
    return {};
  std::optional<nlohmann::json> Json = parseJson((*Buffer)->getBuffer());
  auto Field = [&](const char *Name) {
    std::string Text;
    return Json && readJsonMember(*Json, Name, Text) ? Text : std::string();
  };
  return {Field("architecture"), Field("configuration")};
}

llvm::Error kphys::writeBuildInfo(const std::string &BuildDirectory, const BuildInfo &Info) {
  nlohmann::ordered_json Json = {{"architecture", Info.Architecture},
                                 {"configuration", Info.Configuration}};
  return writeAtomically(BuildDirectory + FileName, Json.dump(1) + "\n");
}
