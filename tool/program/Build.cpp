// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/Build.h"

#include "checks/sources/Paths.h"
#include "tool/compdb/NearestTarget.h"
#include "tool/database/BuildInfo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace kphys;

Build Build::describe(const std::string &Directory, const std::vector<CompileCommand> &Commands) {
  Build Result;
  Result.Directory = Directory;
  for (const CompileCommand &Command : Commands)
    if (Result.SourceArchitecture.empty())
      Result.SourceArchitecture = architectureOf(Command);
  BuildInfo Info = readBuildInfo(Directory);
  Result.Configuration = Info.Configuration;
  Result.Architecture = Info.Architecture.empty() ? Result.SourceArchitecture : Info.Architecture;
  if (const NearestTarget *Nearest = nearestTarget(Result.Architecture))
    Result.IsApproximate = Nearest->IsStandIn;
  return Result;
}

bool kphys::isOfOtherArchitecture(llvm::StringRef File, llvm::ArrayRef<Build> Builds) {
  return llvm::all_of(Builds, [&](const Build &Each) {
    return isOfOtherArchitecture(File, Each.SourceArchitecture);
  });
}

void kphys::nameBuilds(std::vector<Build> &Builds) {
  auto Key = [](const Build &Each) {
    return std::tie(Each.Architecture, Each.Configuration, Each.Directory);
  };
  llvm::sort(Builds, [&](const Build &A, const Build &B) { return Key(A) < Key(B); });
  std::map<std::string, unsigned> OfArchitecture, Named;
  for (const Build &Each : Builds)
    ++OfArchitecture[Each.Architecture];
  for (Build &Each : Builds) {
    Each.Name = Each.Architecture.empty() ? "unknown" : Each.Architecture;
    if (OfArchitecture[Each.Architecture] > 1 && !Each.Configuration.empty())
      Each.Name +=
          ":" + llvm::join(llvm::split(llvm::sys::path::filename(Each.Configuration), ' '), "+");
    if (unsigned Number = ++Named[Each.Name]; Number > 1)
      Each.Name += "#" + std::to_string(Number);
  }
}
