// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/database/BuildInfo.h"

#include "checks/sources/JsonText.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/apply/AtomicFile.h"

using namespace kphys;

std::string kphys::buildInfoFile(const std::string &BuildDirectory) {
  return BuildDirectory + "/kphys-build.json";
}

BuildInfo kphys::readBuildInfo(const std::string &BuildDirectory) {
  auto Buffer = readRegularFile(buildInfoFile(BuildDirectory));
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
  return writeAtomically(buildInfoFile(BuildDirectory), Json.dump(1) + "\n");
}
