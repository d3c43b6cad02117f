// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/OutputFiles.h"

#include "rewriters/apply/AtomicFile.h"
#include "rewriters/apply/FileErrors.h"
#include "rewriters/apply/FileHandle.h"
#include "tool/support/Output.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fcntl.h>
#include <sys/stat.h>

using namespace kphys;
using llvm::Error;
using llvm::StringRef;
namespace path = llvm::sys::path;

namespace {

/// What makes two names those of the same file: of one that is not there yet, its directory and
/// its name in it.
struct Identity {
  dev_t Device = 0;
  ino_t Inode = 0;
  std::string Name;
  bool operator==(const Identity &) const = default;
};

std::string directoryOf(StringRef Path) {
  StringRef Directory = path::parent_path(Path);
  return Directory.empty() ? "." : Directory.str();
}

/// Nothing where even the directory is not there, and for /dev/null, which has room for all.
std::optional<Identity> identify(const std::string &Path) {
  if (Path == "/dev/null")
    return std::nullopt;
  struct stat Is;
  if (stat(Path.c_str(), &Is) == 0)
    return Identity{Is.st_dev, Is.st_ino, {}};
  std::string Target = outputTarget(Path);
  if (stat(directoryOf(Target).c_str(), &Is) != 0)
    return std::nullopt;
  return Identity{Is.st_dev, Is.st_ino, path::filename(Target).str()};
}

Error wouldDestroy(const NamedFile &File, const llvm::Twine &Why) {
  return llvm::createStringError("cannot write " + File.Path + " (" + File.Name + "): " + Why);
}

Error checkWritable(const NamedFile &File) {
  auto Fails = [&](int Number) {
    return fileError("cannot write", File.Path, {Number, std::generic_category()});
  };
  struct stat Is;
  std::string Target = outputTarget(File.Path);
  bool IsThere = stat(Target.c_str(), &Is) == 0;
  if (IsThere && S_ISDIR(Is.st_mode))
    return Fails(EISDIR);
  if (!IsThere && (errno != ENOENT || path::filename(Target) == "."))
    return Fails(errno);
  // What is no regular file is written itself, else another one takes its place.
  bool IsReplaced = !IsThere || S_ISREG(Is.st_mode);
  if (access((IsReplaced ? directoryOf(Target) : Target).c_str(),
             IsReplaced ? W_OK | X_OK : W_OK) != 0)
    return Fails(errno);
  return Error::success();
}

/// True for a file that begins as all that kphys writes does, JSON, a diff or YAML, and as no
/// source; and for an empty one.
bool looksWritten(const std::string &Path) {
  FileHandle File(open(Path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  char Text[3];
  ssize_t Size = read(File.number(), Text, sizeof Text);
  StringRef Beginning(Text, std::max<ssize_t>(Size, 0));
  return Size == 0 || Beginning.starts_with("{") || Beginning == "---";
}

} // namespace

Error kphys::checkOutputs(const std::vector<NamedFile> &Outputs,
                          const std::vector<NamedFile> &Inputs) {
  const NamedFile *OnStandardOutput = nullptr;
  std::vector<std::pair<const NamedFile *, Identity>> Seen;
  for (const NamedFile &Each : Inputs)
    if (std::optional<Identity> Is = identify(Each.Path); Is && !Each.Path.empty())
      Seen.emplace_back(&Each, std::move(*Is));
  for (const NamedFile &Each : Outputs) {
    if (Each.Path.empty())
      continue;
    if (isStandardOutput(Each.Path)) {
      if (OnStandardOutput)
        return llvm::createStringError(OnStandardOutput->Name + " and " + Each.Name +
                                       " cannot both go to standard output");
      OnStandardOutput = &Each;
      giveAwayStandardOutput();
      continue;
    }
    if (Error E = checkWritable(Each))
      return E;
    std::optional<Identity> Is = identify(Each.Path);
    for (const auto &[Other, Known] : Seen)
      if (Is == Known)
        return wouldDestroy(Each, "it is the same file as " + Other->Name +
                                      (Other->Path == Each.Path ? "" : " (" + Other->Path + ")"));
    if (Is)
      Seen.emplace_back(&Each, std::move(*Is));
  }
  return Error::success();
}

Error kphys::checkOutputsInTree(const std::vector<NamedFile> &Outputs,
                                const std::string &TreeRoot) {
  for (const NamedFile &Each : Outputs) {
    llvm::SmallString<256> Real;
    if (Each.Path.empty() || isStandardOutput(Each.Path) ||
        llvm::sys::fs::real_path(Each.Path, Real) || !llvm::sys::fs::is_regular_file(Real))
      continue;
    if (StringRef(Real).starts_with(TreeRoot + "/") && !looksWritten(Real.str().str()))
      return wouldDestroy(Each, "it is a file of the tree, and none that kphys has written");
  }
  return Error::success();
}
