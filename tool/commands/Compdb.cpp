// kphys compdb: a compile database of a tree that was never built.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/Kbuild.h"

#include "tool/commands/Commands.h"
#include "tool/support/Output.h"
#include "tool/support/Progress.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
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

/// An error if \p Word, which becomes one of make's, could be more to it than a name.
Error checkWord(const char *Of, llvm::StringRef Word) {
  bool IsName = !Word.empty() && !Word.starts_with("-") && !Word.contains("..") &&
                llvm::all_of(Word, [](char C) {
                  return llvm::isAlnum(C) || llvm::StringRef("_./-").contains(C);
                });
  return IsName ? Error::success()
                : llvm::createStringError("'" + Word + "' is no " + Of +
                                          ": letters, digits and _./- are allowed");
}

/// make expands what it is told of directories.
Error checkDirectory(const std::string &Path) {
  return llvm::StringRef(Path).contains('$')
             ? llvm::createStringError(Path + ": make does not take a directory with a '$'")
             : Error::success();
}

Error checkWords() {
  if (Error E = checkWord("architecture", Architecture))
    return E;
  if (!llvm::StringRef(Configuration).contains('/')) // the path of a file
    if (Error E = checkWord("configuration", Configuration))
      return E;
  for (const std::string &Target : Targets)
    if (Error E = checkWord("target", Target))
      return E;
  return Error::success();
}

Expected<size_t> makeDatabase() {
  if (Error E = checkWords())
    return std::move(E);
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
  for (const std::string &Path : {Options.Tree.Root, Options.BuildDirectory})
    if (Error E = checkDirectory(Path))
      return std::move(E);
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
