// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/Project.h"

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
    llvm::SmallString<256> Real; // the name may go through a link to some place in the tree
    fs::real_path(Command.File, Real);
    for (llvm::StringRef File : {llvm::StringRef(Command.File), Real.str()}) {
      Expected<KernelTree> Around = KernelTree::around(File);
      if (Around)
        return Around;
      llvm::consumeError(Around.takeError());
    }
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
  llvm::StringRef Spelled = Command.File, InBuild = Real;
  Result.Source = Result.IsMissing ? Into.Names.nameAsSpelled(Real) : Into.Names.name(Command.File);
  if (!Result.Source.empty()) {
    Result.Name = Result.Source;
    if (Spelled.consume_back("/" + Result.Source))
      Roots.insert(Spelled.str());
    else if (!fs::is_symlink_file(Spelled)) // a link to a directory below the tree's top
      Command.File = Real.str();
  } else {
    Result.IsGenerated = isInObjectTree(Real);
    bool IsOfBuild = Result.IsGenerated && InBuild.consume_front(Into.BuildDirectory + "/");
    Result.Name = IsOfBuild ? "$BUILD/" + InBuild.str() : Real.str().str();
  }
  Result.Command = std::move(Command);
  return Result;
}

/// An error that says what is wrong with a database without units of the tree.
llvm::Error checkUnits(const Project &Of) {
  std::vector<const Unit *> Outside = Of.outsideUnits();
  bool AnyInTree = llvm::any_of(Of.Units, [](const Unit &Each) { return !Each.Source.empty(); });
  if (Outside.empty() || AnyInTree)
    return llvm::Error::success();
  return llvm::createStringError(
      "no unit of " + Of.BuildDirectory + "/compile_commands.json lies in the tree " +
      Of.Tree.Root + ": " + Outside.front()->Name +
      (Outside.size() == 1 ? "" : " and " + std::to_string(Outside.size() - 1) + " others") +
      " cannot be looked at here ('kphys audit' and 'kphys check --' take code outside the tree)");
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

  std::set<std::string> Files, Roots;
  for (const CompileCommand &Command : *Commands)
    Files.insert(Command.File);
  Result.Names = TreeNames::withLinks(Result.Tree.Root, Files);
  for (CompileCommand &Command : *Commands)
    Result.Units.push_back(nameUnit(std::move(Command), Result, Roots));
  Roots.erase(Result.Tree.Root);
  Result.TreeRoots = {Result.Tree.Root};
  Result.TreeRoots.insert(Result.TreeRoots.end(), Roots.begin(), Roots.end());

  Expected<PathFilter> Filter =
      PathFilter::create(Result.Names, Options.Paths, Options.TakesOutside);
  if (!Filter)
    return Filter.takeError();
  Result.Filter = std::move(*Filter);
  if (!Options.TakesOutside)
    if (llvm::Error E = checkUnits(Result))
      return std::move(E);
  return Result;
}

std::string Project::generatedPart() const {
  llvm::StringRef Part = BuildDirectory;
  return Part.consume_front(Tree.Root + "/") && isObjectTree(BuildDirectory) ? Part.str()
                                                                             : std::string();
}

std::vector<const Unit *> Project::outsideUnits() const {
  std::vector<const Unit *> Result;
  for (const Unit &Each : Units)
    if (Each.isOutside() && Filter.contains(Each.Name))
      Result.push_back(&Each);
  return Result;
}
