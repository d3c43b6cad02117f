// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/Project.h"

#include "tool/database/BuildInfo.h"
#include "tool/database/CompileDatabase.h"
#include "llvm/Support/FileSystem.h"
#include <set>

using namespace kphys;
using llvm::Expected;
namespace fs = llvm::sys::fs;

namespace {

Expected<KernelTree> findTree(const std::vector<CompileCommand> &Commands,
                              const std::string &BuildDirectory) {
  for (const CompileCommand &Command : Commands) {
    Expected<KernelTree> Around = KernelTree::around(Command.File);
    if (Around)
      return Around;
    llvm::consumeError(Around.takeError());
  }
  return llvm::createStringError(BuildDirectory + "/compile_commands.json has no entry in a kernel "
                                                  "tree (--tree says where it is)");
}

/// Names the unit of \p Command in \p Into, and notes under which name the database has the tree.
Unit nameUnit(CompileCommand Command, const Project &Into, std::set<std::string> &Roots) {
  Unit Result;
  llvm::SmallString<256> Real;
  Result.IsMissing = static_cast<bool>(fs::real_path(Command.File, Real));
  if (Result.IsMissing)
    Real = Command.File;
  llvm::StringRef Path = Real, InBuild = Real, Spelled = Command.File;
  if (Path.consume_front(Into.Tree.Root + "/")) {
    Result.Source = Path.str();
    Result.Name = Result.Source;
    if (Spelled.consume_back("/" + Result.Source))
      Roots.insert(Spelled.str());
  } else {
    bool IsGenerated = InBuild.consume_front(Into.BuildDirectory + "/");
    Result.Name = IsGenerated ? "$BUILD/" + InBuild.str() : Real.str().str();
  }
  Result.Command = std::move(Command);
  return Result;
}

} // namespace

Expected<Project> Project::open(const ProjectOptions &Options) {
  Project Result;
  llvm::SmallString<256> Build;
  if (std::error_code Code = fs::real_path(Options.BuildDirectory, Build))
    return llvm::createStringError(Options.BuildDirectory + ": " + Code.message());
  Result.BuildDirectory = Build.str();
  Expected<std::vector<CompileCommand>> Commands = readCompileDatabase(Result.BuildDirectory);
  if (!Commands)
    return Commands.takeError();
  Expected<KernelTree> Tree = Options.TreeDirectory.empty()
                                  ? findTree(*Commands, Result.BuildDirectory)
                                  : KernelTree::at(Options.TreeDirectory);
  if (!Tree)
    return Tree.takeError();
  Result.Tree = std::move(*Tree);

  for (const CompileCommand &Command : *Commands)
    if (Result.SourceArchitecture.empty())
      Result.SourceArchitecture = architectureOf(Command);
  BuildInfo Info = readBuildInfo(Result.BuildDirectory);
  Result.Configuration = Info.Configuration;
  Result.Architecture = Info.Architecture.empty() ? Result.SourceArchitecture : Info.Architecture;

  std::set<std::string> Roots;
  for (CompileCommand &Command : *Commands)
    Result.Units.push_back(nameUnit(std::move(Command), Result, Roots));
  Roots.erase(Result.Tree.Root);
  Result.TreeRoots = {Result.Tree.Root};
  Result.TreeRoots.insert(Result.TreeRoots.end(), Roots.begin(), Roots.end());

  Expected<PathFilter> Filter = PathFilter::create(Result.Tree.Root, Options.Paths);
  if (!Filter)
    return Filter.takeError();
  Result.Filter = std::move(*Filter);
  return Result;
}
