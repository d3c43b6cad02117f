// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/Project.h"

#include "tool/database/CompileDatabase.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/TimeProfiler.h"
#include <map>
#include <set>

using namespace kphys;
using llvm::Expected;
namespace fs = llvm::sys::fs;

namespace {

/// A build directory that was named, and what its database says.
struct NamedBuild {
  Build Is;
  std::vector<CompileCommand> Commands;
};

Expected<KernelTree> findTree(const NamedBuild &Named) {
  for (const CompileCommand &Command : Named.Commands) {
    llvm::SmallString<256> Real; // the name may go through a link to some place in the tree
    fs::real_path(Command.File, Real);
    for (llvm::StringRef File : {llvm::StringRef(Command.File), Real.str()}) {
      Expected<KernelTree> Around = KernelTree::around(File);
      if (Around)
        return Around;
      llvm::consumeError(Around.takeError());
    }
  }
  return llvm::createStringError(Named.Is.Directory +
                                 "/compile_commands.json has no entry in a kernel "
                                 "tree (--tree says where it is)");
}

/// Each directory once, in the order they were named.
Expected<std::vector<NamedBuild>> readBuilds(const std::vector<std::string> &Directories) {
  std::vector<NamedBuild> Result;
  std::set<std::string> Seen;
  for (const std::string &Each : Directories) {
    llvm::SmallString<256> Real;
    if (std::error_code Code = fs::real_path(Each, Real))
      return llvm::createStringError(Each + ": " + Code.message());
    std::string Directory = Real.str().str();
    if (!Seen.insert(Directory).second)
      continue;
    Expected<std::vector<CompileCommand>> Commands = readCompileDatabase(Directory);
    if (!Commands)
      return Commands.takeError();
    Build Is = Build::describe(Directory, *Commands);
    Result.push_back({std::move(Is), std::move(*Commands)});
  }
  return Result;
}

/// The tree that all of \p Builds are of.
Expected<KernelTree> treeOf(const std::vector<NamedBuild> &Builds, const std::string &Directory) {
  if (!Directory.empty())
    return KernelTree::at(Directory);
  Expected<KernelTree> Result = findTree(Builds.front());
  for (const NamedBuild &Each : llvm::drop_begin(Builds)) {
    if (!Result)
      break;
    Expected<KernelTree> Other = findTree(Each);
    if (!Other)
      return Other.takeError();
    if (Other->Root != Result->Root)
      return llvm::createStringError(Builds.front().Is.Directory + " is a build of " +
                                     Result->Root + ", and " + Each.Is.Directory + " one of " +
                                     Other->Root + ": only builds of one tree go together");
  }
  return Result;
}

/// Names the unit of \p Command, of build number \p Number of \p Into, and notes under which name
/// the database has the tree.
Unit nameUnit(CompileCommand Command, size_t Number, const Project &Into,
              std::set<std::string> &Roots) {
  Unit Result;
  Result.Build = Number;
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
    bool IsOfBuild =
        Result.IsGenerated && InBuild.consume_front(Into.Builds[Number].Directory + "/");
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
      "no unit of " + Of.home().Directory + "/compile_commands.json lies in the tree " +
      Of.Tree.Root + ": " + Outside.front()->Name +
      (Outside.size() == 1 ? "" : " and " + std::to_string(Outside.size() - 1) + " others") +
      " cannot be looked at here ('kphys audit' and 'kphys check --' take code outside the tree)");
}

} // namespace

Expected<Project> Project::open(const ProjectOptions &Options) {
  llvm::TimeTraceScope Time("opening the project");
  Project Result;
  Expected<std::vector<NamedBuild>> Named = readBuilds(Options.BuildDirectories);
  if (!Named)
    return Named.takeError();
  Expected<KernelTree> Tree = treeOf(*Named, Options.TreeDirectory);
  if (!Tree)
    return Tree.takeError();
  Result.Tree = std::move(*Tree);

  std::set<std::string> Files, Roots;
  std::map<std::string, std::vector<CompileCommand> *> CommandsOf;
  for (NamedBuild &Each : *Named) {
    Result.Builds.push_back(Each.Is);
    CommandsOf[Each.Is.Directory] = &Each.Commands;
    for (const CompileCommand &Command : Each.Commands)
      Files.insert(Command.File);
  }
  nameBuilds(Result.Builds);
  Result.Names = TreeNames::withLinks(Result.Tree.Root, Files);
  for (size_t I = 0; I < Result.Builds.size(); ++I) {
    const std::string &Directory = Result.Builds[I].Directory;
    if (Directory == Named->front().Is.Directory)
      Result.NamedFirst = I;
    for (CompileCommand &Command : *CommandsOf[Directory])
      Result.Units.push_back(nameUnit(std::move(Command), I, Result, Roots));
  }
  Roots.erase(Result.Tree.Root);
  Result.TreeRoots = {Result.Tree.Root};
  Result.TreeRoots.insert(Result.TreeRoots.end(), Roots.begin(), Roots.end());

  Expected<PathFilter> Filter =
      PathFilter::create(Result.Names, Options.Paths, Options.TakesOutside);
  if (!Filter)
    return Filter.takeError();
  Result.Filter = std::move(*Filter);
  Result.Filter.exclude(Options.Excludes);
  if (!Options.TakesOutside)
    if (llvm::Error E = checkUnits(Result))
      return std::move(E);
  return Result;
}

std::string Project::describe(size_t Unit) const {
  const std::string &Name = Units[Unit].Name;
  return Builds.size() == 1 ? Name : Name + " (" + buildOf(Unit).Name + ")";
}

Expected<const Build *> Project::onlyBuild(llvm::StringRef What) const {
  if (Builds.size() == 1)
    return &Builds.front();
  return llvm::createStringError(What + " takes one build, not " + llvm::Twine(Builds.size()));
}

std::set<std::string> Project::builtSources() const {
  std::set<std::string> Result;
  for (const Unit &Each : Units)
    if (!Each.Source.empty() && !Each.IsMissing && !Each.isAssembly())
      Result.insert(Each.Source);
  return Result;
}

std::vector<std::string> Project::generatedParts() const {
  std::vector<std::string> Result;
  for (const Build &Each : Builds)
    if (llvm::StringRef Part = Each.Directory;
        Part.consume_front(Tree.Root + "/") && isObjectTree(Each.Directory))
      Result.push_back(Part.str());
  return Result;
}

std::vector<const Unit *> Project::outsideUnits() const {
  std::vector<const Unit *> Result;
  for (const Unit &Each : Units)
    if (Each.isOutside() && Filter.contains(Each.Name))
      Result.push_back(&Each);
  return Result;
}

std::set<std::string> Project::treeFiles(const std::vector<std::string> &Files) const {
  std::set<std::string> Result;
  for (llvm::StringRef File : Files) {
    std::string InTree = File.str();
    for (const std::string &Root : TreeRoots)
      if (llvm::StringRef Name = File; Name.consume_front(Root + "/")) {
        InTree = Tree.Root + "/" + Name.str();
        break;
      }
    if (std::string Name = Names.nameAsSpelled(InTree); !Name.empty())
      Result.insert(std::move(Name));
  }
  return Result;
}
