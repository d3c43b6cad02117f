// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/ReportHead.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"

using namespace kphys;
using Json = nlohmann::ordered_json;

static Json treeOf(const Project &Of) {
  auto ListOf = [&](std::string Build::*Member) { // each once, in the order of the builds
    std::vector<std::string> Names;
    for (const Build &Each : Of.Builds)
      if (!llvm::is_contained(Names, Each.*Member))
        Names.push_back(Each.*Member);
    return llvm::join(Names, ",");
  };
  Json Result = {{"path", Of.Tree.Root},
                 {"version", Of.Tree.Version},
                 {"arch", ListOf(&Build::Architecture)},
                 {"config", ListOf(&Build::Configuration)}};
  if (Of.Builds.size() > 1)
    for (const Build &Each : Of.Builds)
      Result["builds"].push_back(
          {{"name", Each.Name}, {"arch", Each.Architecture}, {"config", Each.Configuration}});
  return Result;
}

Json kphys::reportHead(const char *Schema, const Project &Of) {
  Json Result;
  Result["schema"] = Schema;
  Result["tool"] = {{"version", KPHYS_VERSION}, {"llvm", LLVM_VERSION_STRING}};
  Result["tree"] = treeOf(Of);
  return Result;
}

std::string kphys::reportText(const Json &Report) {
  return Report.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}
