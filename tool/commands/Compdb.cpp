// kphys compdb: a compile database of a tree that was never built.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/Kbuild.h"

#include "tool/Output.h"
#include "tool/Progress.h"
#include "tool/commands/Commands.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <thread>

using namespace kphys;
using llvm::Error;
using llvm::Expected;
namespace cl = llvm::cl;
namespace fs = llvm::sys::fs;

namespace {

cl::SubCommand &compdb() { return compdbCommand().Sub; }

cl::opt<std::string> Tree("tree", cl::desc("The kernel tree; it stays untouched"),
                          cl::value_desc("DIR"), cl::Required, cl::sub(compdb()),
                          cl::cat(optionCategory()));
cl::opt<std::string> Build("o", cl::desc("Where to write the database and Kbuild's output"),
                           cl::value_desc("BUILD"), cl::Required, cl::sub(compdb()),
                           cl::cat(optionCategory()));
cl::opt<std::string> Architecture("arch", cl::desc("Kbuild's ARCH (default: x86_64)"),
                                  cl::value_desc("A"), cl::init("x86_64"), cl::sub(compdb()),
                                  cl::cat(optionCategory()));
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

Expected<std::string> realPath(const llvm::Twine &Path) {
  llvm::SmallString<256> Real;
  if (std::error_code Code = fs::real_path(Path, Real))
    return llvm::createStringError(Path + ": " + Code.message());
  return Real.str().str();
}

/// kphys-cc stands next to kphys.
Expected<std::string> stubCompiler() {
  static int Anchor;
  std::string Program = fs::getMainExecutable("kphys", &Anchor);
  std::string Stub = (llvm::sys::path::parent_path(Program) + "/kphys-cc").str();
  if (!fs::can_execute(Stub))
    return llvm::createStringError("cannot run " + Stub + ", which belongs next to kphys");
  return Stub;
}

Expected<size_t> makeDatabase() {
  KbuildOptions Options;
  Expected<KernelTree> At = KernelTree::at(Tree);
  if (!At)
    return At.takeError();
  Options.Tree = std::move(*At);
  if (std::error_code Code = fs::create_directories(Build))
    return llvm::createStringError("cannot create " + Build + ": " + Code.message());
  Expected<std::string> Directory = realPath(Build);
  if (!Directory)
    return Directory.takeError();
  if (*Directory == Options.Tree.Root)
    return llvm::createStringError("-o must not be the tree itself: kphys leaves it untouched");
  Options.BuildDirectory = std::move(*Directory);
  Expected<std::string> Stub = stubCompiler();
  if (!Stub)
    return Stub.takeError();
  Options.StubCompiler = std::move(*Stub);
  Options.Architecture = Architecture;
  Options.Configuration = Configuration;
  Options.Targets.assign(Targets.begin(), Targets.end());
  Options.LlvmSuffix = "-" KPHYS_LLVM_MAJOR;
  Options.Jobs = Jobs != 0 ? Jobs : std::max(1U, std::thread::hardware_concurrency());
  Options.Progress = countingProgress("compiled");
  return makeCompileDatabase(Options);
}

int run() {
  Expected<size_t> Entries = makeDatabase();
  endProgress();
  if (!Entries)
    return reportError(Entries.takeError());
  listing() << "kphys: " << *Entries << " entries in " << Build << "/compile_commands.json\n";
  return ExitDone;
}

} // namespace

Command kphys::compdbCommand() {
  static cl::SubCommand Sub("compdb", "Make a compile database of a tree that was never built");
  return {Sub, run};
}
