// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/DatabaseMaking.h"

#include "checks/sources/Words.h"
#include "tool/compdb/NearestTarget.h"
#include "tool/compdb/NeededTools.h"
#include "tool/support/Progress.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <thread>

using namespace kphys;
using llvm::Error;
using llvm::Expected;
namespace fs = llvm::sys::fs;

namespace {

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

/// CONFIG_X=y, CONFIG_X=m or CONFIG_X=n.
Error checkForced(llvm::StringRef Text) {
  auto [Name, Value] = Text.split('=');
  bool IsName = Name.consume_front("CONFIG_") && !Name.empty() && leadingWord(Name) == Name;
  return IsName && (Value == "y" || Value == "m" || Value == "n")
             ? Error::success()
             : llvm::createStringError("'" + Text + "' is not CONFIG_NAME=y, =m or =n");
}

/// True for what reads KCONFIG_ALLCONFIG (scripts/kconfig/conf.c).
bool takesForced(llvm::StringRef Configuration) {
  return llvm::is_contained(
      {"allmodconfig", "allyesconfig", "allnoconfig", "alldefconfig", "randconfig"}, Configuration);
}

Error checkWords(const DatabaseRequest &Of) {
  if (Error E = checkWord("architecture", Of.Architecture))
    return E;
  if (!llvm::StringRef(Of.Configuration).contains('/'))
    if (Error E = checkWord("configuration", Of.Configuration))
      return E;
  for (const std::string &Each : Of.Forced)
    if (Error E = checkForced(Each))
      return E;
  for (const std::string &Target : Of.Targets)
    if (Error E = checkWord("target", Target))
      return E;
  return Error::success();
}

/// The options for Kbuild. An error if a word of \p Of could be more to make than a name, or if
/// something is missing that the build needs.
Expected<KbuildOptions> kbuildOptions(const DatabaseRequest &Of) {
  if (Error E = checkWords(Of))
    return std::move(E);
  KbuildOptions Options;
  Expected<KernelTree> At = KernelTree::at(Of.Tree);
  if (!At)
    return At.takeError();
  Options.Tree = std::move(*At);
  if (std::error_code Code = fs::create_directories(Of.Directory))
    return llvm::createStringError("cannot create " + Of.Directory + ": " + Code.message());
  Expected<std::string> Directory = realPath(Of.Directory);
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
  Options.Architecture = Of.Architecture;
  Options.Configuration = Of.Configuration;
  Options.Forced = Of.Forced;
  const KernelArchitecture *Half = kernelArchitecture(Of.Architecture);
  if (Half && *Half->Forced) { // Kbuild has one ARCH for both
    Options.Architecture = Half->Directory;
    if (!llvm::is_contained(Options.Forced, Half->Forced))
      Options.Forced.push_back(Half->Forced);
  }
  if (!Options.Forced.empty() && !takesForced(Options.Configuration))
    return llvm::createStringError("the configuration " + Options.Configuration + " takes no " +
                                   llvm::join(Options.Forced, " ") +
                                   ": allmodconfig, allyesconfig and the like do");
  Options.Targets = Of.Targets;
  Options.LlvmSuffix = "-" KPHYS_LLVM_MAJOR;
  Options.Jobs = Of.Jobs != 0 ? Of.Jobs : std::max(1U, std::thread::hardware_concurrency());
  Options.Progress = countingProgress("compiled");
  if (Error E = checkNeededTools(Options))
    return std::move(E);
  return Options;
}

} // namespace

Expected<size_t> kphys::makeDatabase(const DatabaseRequest &Of) {
  Expected<KbuildOptions> Options = kbuildOptions(Of);
  if (!Options)
    return Options.takeError();
  Expected<size_t> Entries = makeCompileDatabase(*Options);
  endProgress();
  return Entries;
}

Expected<std::set<std::string>> kphys::configuredSymbols(const DatabaseRequest &Of) {
  Expected<KbuildOptions> Options = kbuildOptions(Of);
  return Options ? configureTree(*Options) : Expected<std::set<std::string>>(Options.takeError());
}
