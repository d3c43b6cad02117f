// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/OutputDirectory.h"

#include "rewriters/apply/AtomicFile.h"
#include "rewriters/apply/HeldSignals.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <unistd.h>

using namespace kphys;
using llvm::Error;
namespace fs = llvm::sys::fs;

static std::string parentOf(llvm::StringRef Path) {
  llvm::StringRef Parent = llvm::sys::path::parent_path(Path.rtrim('/'));
  return Parent.empty() ? "." : Parent.str();
}

Error kphys::checkOutputDirectory(const std::string &Path) {
  if (Path.empty())
    return llvm::createStringError("say where the patches go: -o DIR");
  if (fs::is_symlink_file(Path))
    return llvm::createStringError(Path +
                                   " is a symbolic link: name a directory that is to be made");
  if (fs::exists(Path)) {
    std::error_code Problem;
    if (!fs::is_directory(Path))
      return llvm::createStringError(Path + " is no directory");
    fs::directory_iterator First(Path, Problem);
    if (Problem)
      return llvm::createStringError("cannot read " + Path + ": " + Problem.message());
    if (First != fs::directory_iterator())
      return llvm::createStringError(Path + " is not empty: name a directory that is to be made");
  }
  std::string Parent = parentOf(Path);
  if (!fs::is_directory(Parent))
    return llvm::createStringError("cannot make " + Path + ": there is no directory " + Parent);
  if (::access(Parent.c_str(), W_OK) != 0)
    return llvm::createStringError("cannot make " + Path + ": " + Parent + " cannot be written to");
  return Error::success();
}

Error kphys::writeDirectory(const std::string &Path,
                            const std::map<std::string, std::string> &Files) {
  const HeldSignals Held; // it is not long
  const std::string Begun = parentOf(Path) + "/.kphys-" + randomName();
  auto Fail = [&](const std::string &What, const std::string &Why) {
    fs::remove_directories(Begun);
    return llvm::createStringError("cannot write " + What + ": " + Why);
  };
  // With the rights of an empty directory that is there, else with those that the user lets it
  // have.
  llvm::ErrorOr<fs::perms> Rights = fs::getPermissions(Path);
  if (std::error_code Problem = fs::create_directory(Begun, /*IgnoreExisting=*/false, fs::all_all))
    return Fail(Path, Problem.message());
  for (const auto &[Name, Text] : Files) {
    std::string File = Begun + "/" + Name;
    if (std::error_code Problem = fs::create_directories(parentOf(File), true, fs::all_all))
      return Fail(Path + "/" + Name, Problem.message());
    if (Error E = writeAtomically(File, Text)) {
      fs::remove_directories(Begun);
      return E;
    }
    if (HeldSignals::isWaiting())
      return Fail(Path, "interrupted");
  }
  if (Rights)
    if (std::error_code Problem = fs::setPermissions(Begun, *Rights))
      return Fail(Path, Problem.message());
  if (std::error_code Problem = fs::rename(Begun, Path))
    return Fail(Path, Problem.message());
  return Error::success();
}
