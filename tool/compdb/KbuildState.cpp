// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/KbuildState.h"

#include "tool/analysis/ProgramVersion.h"
#include "tool/compdb/DirectoryState.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
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

/// The time tells one version from another.
std::string programState(const std::string &Name) {
  llvm::ErrorOr<std::string> Path = llvm::sys::findProgramByName(Name);
  fs::file_status Status;
  if (!Path || fs::status(*Path, Status))
    return {};
  return *Path + " " + std::to_string(Status.getLastModificationTime().time_since_epoch().count());
}

} // namespace

std::string kphys::treeState(const KbuildOptions &Of) {
  StringRef Build = Of.BuildDirectory;
  bool IsInTree = Build.consume_front(Of.Tree.Root + "/");
  return directoryState(Of.Tree.Root, [&](StringRef Path, bool) {
    return Path == ".git" || (IsInTree && Path == Build);
  });
}

std::string kphys::kbuildState(const KbuildOptions &Of, const std::string &Tree) {
  std::string Build = directoryState(Of.BuildDirectory, [](StringRef Path, bool IsDirectory) {
    bool IsOthers = !IsDirectory && !Path.contains('/') && Path != ".config" &&
                    Path != "compile_commands.json"; // logs, the index, reports
    return IsOthers || Path == KbuildStateFile;
  });
  std::string Whole = llvm::join(
      std::vector<std::string>{programVersion(), Tree, Build, programState(Of.realCompiler()),
                               programState("ld.lld" + Of.LlvmSuffix), Of.Architecture,
                               Of.Configuration, llvm::join(Of.Targets, " "), environment()},
      "\n");
  return llvm::utohexstr(llvm::xxh3_64bits(Whole));
}
