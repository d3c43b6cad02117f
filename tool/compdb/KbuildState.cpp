// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/KbuildState.h"

#include "tool/support/DirectoryState.h"
#include "tool/support/ProgramVersion.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include <set>
#include <unistd.h>

using namespace kphys;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

namespace {

/// Variables that change from call to call, and that no build looks at.
constexpr const char *OfTheShell[] = {"_", "OLDPWD", "PWD", "SHLVL"};

std::string environment() {
  std::set<std::string> Result;
  for (char **Variable = environ; *Variable; ++Variable)
    if (!llvm::is_contained(OfTheShell, StringRef(*Variable).split('=').first))
      Result.insert(*Variable);
  return llvm::join(Result, "\n");
}

/// The times of directories where a package that is installed or upgraded leaves its mark.
std::string systemState() {
  std::string Result;
  std::string Path = llvm::sys::Process::GetEnv("PATH").value_or("") + ":/usr/include";
  for (StringRef Directory : llvm::split(Path, ':')) {
    fs::file_status Status;
    if (!fs::status(Directory, Status))
      Result += std::to_string(Status.getLastModificationTime().time_since_epoch().count()) + " ";
  }
  return Result;
}

} // namespace

std::optional<std::string> kphys::treeState(const KbuildOptions &Of) {
  return directoryState(Of.Tree.Root, [&](StringRef Path, bool) {
    return Path == Of.Tree.Root + "/.git" || Path == Of.BuildDirectory;
  });
}

std::optional<std::string> kphys::kbuildState(const KbuildOptions &Of,
                                              const std::optional<std::string> &Tree) {
  auto IsLeftOut = [&](StringRef Path, bool IsDirectory) {
    Path.consume_front(Of.BuildDirectory + "/");
    bool IsOthers = !IsDirectory && !Path.contains('/') && Path != ".config" &&
                    Path != "compile_commands.json" && Path != "kphys-build.json";
    return IsOthers || Path == KbuildStateFile; // logs, the index, reports
  };
  std::optional<std::string> Build = directoryState(Of.BuildDirectory, IsLeftOut);
  if (!Tree || !Build)
    return std::nullopt;
  std::string Whole = llvm::join(
      std::vector<std::string>{programVersion(), Of.Tree.Root, *Tree, Of.BuildDirectory, *Build,
                               Of.Architecture, Of.describeConfiguration(),
                               llvm::join(Of.Targets, " "), environment(), systemState()},
      "\n");
  return llvm::utohexstr(llvm::xxh3_64bits(Whole));
}
