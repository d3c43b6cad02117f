// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/InPlace.h"

#include "checks/sources/RegularFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <unistd.h>

using namespace kphys;
using llvm::Error;
namespace fs = llvm::sys::fs;

namespace {

Error fileError(const llvm::Twine &What, const std::string &Path, std::error_code Code) {
  return llvm::createStringError(What + " " + Path + ": " + Code.message());
}

/// Where the names of files that are about to be renamed stand: `TEMPORARY\tFILE`, line by line, in
/// the tree, and nothing else once it is there.
constexpr llvm::StringLiteral JournalName = ".kphys-in-place";

/// A name next to \p Path for what is to take its place.
std::string temporaryFor(const std::string &Path) {
  return (Path + ".kphys-" + llvm::Twine(getpid())).str();
}

/// Writes what is to take the place of \p Path and sees that it is on the disk.
Error writeTemporary(const std::string &Path, llvm::StringRef Text, std::optional<fs::perms> Mode) {
  std::string Temporary = temporaryFor(Path);
  int Handle = -1;
  if (std::error_code Code = fs::openFileForWrite(Temporary, Handle, fs::CD_CreateAlways,
                                                  fs::OF_None, Mode.value_or(fs::perms(0666))))
    return fileError("cannot write", Path, Code);
  llvm::raw_fd_ostream Out(Handle, /*shouldClose=*/false);
  Out << Text;
  Out.flush();
  std::error_code Code = Out.error();
  Out.clear_error();
  if (!Code && Mode)
    Code = fs::setPermissions(Handle, *Mode);
  if (!Code && fsync(Handle) != 0)
    Code = std::error_code(errno, std::generic_category());
  close(Handle);
  if (!Code)
    return Error::success();
  fs::remove(Temporary);
  return fileError("cannot write", Path, Code);
}

/// The file that \p Path stands for: a symbolic link stays one.
std::string target(const std::string &Path) {
  llvm::SmallString<256> Result;
  return fs::real_path(Path, Result) ? Path : Result.str().str();
}

Error replaceFile(std::string Path, llvm::StringRef Text) {
  Path = target(Path);
  if (Error E = writeTemporary(Path, Text, std::nullopt))
    return E;
  std::string Temporary = temporaryFor(Path);
  std::error_code Code = fs::rename(Temporary, Path);
  if (!Code)
    return Error::success();
  fs::remove(Temporary);
  return fileError("cannot write", Path, Code);
}

/// Fails where \p File must not or cannot be replaced. Root may write to a file without write
/// permission; that somebody took it away still means something.
Error checkWritable(const std::string &Path, const EditedFile &File) {
  llvm::ErrorOr<fs::perms> Mode = fs::getPermissions(Path);
  if (!Mode)
    return fileError("cannot write", Path, Mode.getError());
  llvm::StringRef Directory = llvm::sys::path::parent_path(Path);
  if ((*Mode & fs::all_write) == 0 || access(Path.c_str(), W_OK) != 0 ||
      access(Directory.str().c_str(), W_OK) != 0)
    return fileError("cannot write", Path, std::make_error_code(std::errc::permission_denied));
  auto Buffer = readRegularFile(Path);
  if (!Buffer)
    return fileError("cannot read", Path, Buffer.getError());
  if ((*Buffer)->getBuffer() != File.Before)
    return llvm::createStringError("cannot write " + Path + ": it changed while kphys ran");
  return Error::success();
}

} // namespace

/// Fails where \p Path leads out of the tree: that is somebody else's, and may be in other trees
/// too.
static Error checkInTree(const std::string &TreeRoot, const std::string &Path) {
  std::string Place = target(Path);
  llvm::StringRef Real = Place;
  if (Real.starts_with(TreeRoot) && Real.drop_front(TreeRoot.size()).starts_with("/"))
    return Error::success();
  return llvm::createStringError(
      "cannot write " + Path + ": a link in the tree leads to " + Real +
      ", outside of it; --diff shows the change, and PATHs leave it out");
}

Error kphys::writeInPlace(const std::string &TreeRoot, const std::vector<EditedFile> &Files) {
  for (const EditedFile &File : Files)
    if (Error E = checkInTree(TreeRoot, TreeRoot + "/" + File.Path))
      return E;
  for (const EditedFile &File : Files)
    if (Error E = checkWritable(TreeRoot + "/" + File.Path, File))
      return E;
  std::vector<std::string> Temporaries;
  auto GiveUp = [&](Error Why) {
    for (const std::string &Each : Temporaries)
      fs::remove(Each);
    return Why;
  };
  std::string Journal;
  for (const EditedFile &File : Files) {
    std::string Path = target(TreeRoot + "/" + File.Path);
    llvm::ErrorOr<fs::perms> Mode = fs::getPermissions(Path);
    if (!Mode)
      return GiveUp(fileError("cannot write", Path, Mode.getError()));
    if (Error E = writeTemporary(Path, File.after(), *Mode))
      return GiveUp(std::move(E));
    Temporaries.push_back(temporaryFor(Path));
    Journal += Temporaries.back() + "\t" + Path + "\n";
  }
  if (Error E = replaceFile(TreeRoot + "/" + JournalName.str(), Journal))
    return GiveUp(std::move(E));
  return finishInPlace(TreeRoot);
}

bool kphys::isInPlaceUnfinished(const std::string &TreeRoot) {
  return fs::exists(TreeRoot + "/" + JournalName.str());
}

Error kphys::finishInPlace(const std::string &TreeRoot) {
  std::string Path = TreeRoot + "/" + JournalName.str();
  auto Journal = readRegularFile(Path);
  if (!Journal)
    return Journal.getError() == std::errc::no_such_file_or_directory
               ? Error::success()
               : fileError("cannot read", Path, Journal.getError());
  for (llvm::StringRef Line : llvm::split((*Journal)->getBuffer(), '\n')) {
    auto [Temporary, File] = Line.split('\t');
    // What is gone has been renamed already.
    if (std::error_code Code;
        !File.empty() && fs::exists(Temporary) && (Code = fs::rename(Temporary, File)))
      return fileError("cannot write", File.str(), Code);
  }
  std::error_code Code = fs::remove(Path);
  return Code ? fileError("cannot remove", Path, Code) : Error::success();
}

Error kphys::writeAtomically(const std::string &Path, llvm::StringRef Text) {
  fs::file_status Status;
  if (Path != "-" && (fs::status(Path, Status) || fs::is_regular_file(Status)))
    return replaceFile(Path, Text);
  // A pipe or a device is written to, not replaced.
  std::error_code Code;
  llvm::raw_fd_ostream Out(Path, Code);
  if (!Code) {
    Out << Text;
    Out.flush();
    Code = Out.error();
    Out.clear_error();
  }
  return Code ? fileError("cannot write", Path, Code) : Error::success();
}
