// kphys compdb: a compile database of a tree that was never built.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/Commands.h"
#include "tool/commands/DatabaseMaking.h"
#include "tool/compdb/NearestTarget.h"
#include "tool/program/ProjectFile.h"
#include "tool/support/Output.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::Expected;
namespace cl = llvm::cl;

namespace {

cl::SubCommand &compdb() { return compdbCommand().Sub; }

cl::opt<std::string> Tree("tree", cl::desc("The kernel tree; it stays untouched"),
                          cl::value_desc("DIR"), cl::Required, cl::sub(compdb()),
                          cl::cat(optionCategory()));
cl::opt<std::string> Build("o", cl::desc("Where to write the database and Kbuild's output"),
                           cl::value_desc("BUILD"), cl::Required, cl::sub(compdb()),
                           cl::cat(optionCategory()));
cl::list<std::string>
    Architectures("arch",
                  cl::desc("Kbuild's ARCH (default: x86_64); several, or 'all', get a directory "
                           "each below BUILD, and BUILD/kphys.json names them"),
                  cl::value_desc("A,B"), cl::CommaSeparated, cl::sub(compdb()),
                  cl::cat(optionCategory()));
cl::list<std::string>
    Forced("set",
           cl::desc("A symbol that the configuration must have so if it can: CONFIG_X=y or =n"),
           cl::value_desc("CONFIG_X=V"), cl::sub(compdb()), cl::cat(optionCategory()));
cl::opt<std::string>
    Configuration("config",
                  cl::desc("defconfig, allmodconfig or a .config file (default: allmodconfig)"),
                  cl::value_desc("CONFIG"), cl::init("allmodconfig"), cl::sub(compdb()),
                  cl::cat(optionCategory()));
cl::opt<unsigned> Jobs("j", cl::desc("Jobs of make (default: one a processor)"),
                       cl::value_desc("N"), cl::init(0), cl::Prefix, cl::sub(compdb()),
                       cl::cat(optionCategory()));
cl::list<std::string> Targets(cl::Positional,
                              cl::desc("[TARGET...]  only these make targets, drivers/net/ say"),
                              cl::sub(compdb()), cl::cat(optionCategory()));

DatabaseRequest requestFor(const std::string &Architecture, const std::string &Directory) {
  return {Tree, Directory, Architecture, Configuration, Forced, Targets, Jobs};
}

Expected<size_t> makeAndTell(const DatabaseRequest &Of) {
  Expected<size_t> Entries = makeDatabase(Of);
  if (Entries)
    listing() << "kphys: " << *Entries << " entries in " << Of.Directory
              << "/compile_commands.json\n";
  return Entries;
}

/// Makes a database for each of \p Names below BUILD, and a project file for those that there are.
int makeDatabases(const std::vector<std::string> &Names) {
  std::vector<std::string> Made;
  for (const std::string &Name : Names) {
    Expected<size_t> Entries = makeAndTell(requestFor(Name, Build + "/" + Name));
    if (Entries)
      Made.push_back(Name);
    else
      messages() << "kphys: warning: " << Name << ": " << llvm::toString(Entries.takeError())
                 << "\n";
  }
  if (Made.empty())
    return reportError(llvm::createStringError("no database could be made"));
  ProjectFile Written;
  Written.Path = Build + "/kphys.json";
  Written.Builds = Made;
  if (llvm::Error E = Written.write())
    return reportError(std::move(E));
  listing() << "kphys: " << Made.size() << " of " << Names.size() << " builds in " << Build
            << "/kphys.json\n";
  return Made.size() == Names.size() ? ExitDone : ExitUnitFailed;
}

int run() {
  std::vector<std::string> Names(Architectures.begin(), Architectures.end());
  if (Names.empty())
    Names.push_back("x86_64");
  bool IsList = Names.size() > 1;
  if (llvm::is_contained(Names, "all")) {
    IsList = true;
    Names.clear();
    for (const KernelArchitecture &Each : kernelArchitectures())
      if (llvm::sys::fs::is_directory(Tree + "/arch/" + Each.Directory))
        Names.push_back(Each.Name);
  }
  if (Names.empty())
    return reportError(llvm::createStringError(Tree + " has no architecture that is known"));
  if (IsList)
    return makeDatabases(Names);
  Expected<size_t> Entries = makeAndTell(requestFor(Names.front(), Build));
  return Entries ? ExitDone : reportError(Entries.takeError());
}

} // namespace

Command kphys::compdbCommand() {
  static cl::SubCommand Sub("compdb", "Make a compile database of a tree that was never built");
  return {Sub, run};
}
