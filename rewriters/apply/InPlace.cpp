// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/InPlace.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
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

/// Writes \p Text to a temporary file next to \p Path and renames it.
Error replaceFile(std::string Path, llvm::StringRef Text, std::optional<fs::perms> Mode) {
  llvm::SmallString<256> Temporary, Target;
  if (!fs::real_path(Path, Target)) // a symbolic link stays one
    Path = Target.str();
  int Handle = -1;
  if (std::error_code Code = fs::createUniqueFile(Path + ".kphys-%%%%%%", Handle, Temporary,
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
    Code = fs::rename(Temporary, Path);
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
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  if (!Buffer)
    return fileError("cannot read", Path, Buffer.getError());
  if ((*Buffer)->getBuffer() != File.Before)
    return llvm::createStringError("cannot write " + Path + ": it changed while kphys ran");
  return Error::success();
}

} // namespace

Error kphys::writeInPlace(const std::string &TreeRoot, const std::vector<EditedFile> &Files) {
  for (const EditedFile &File : Files)
    if (Error E = checkWritable(TreeRoot + "/" + File.Path, File))
      return E;
  for (const EditedFile &File : Files) {
    std::string Path = TreeRoot + "/" + File.Path;
    llvm::ErrorOr<fs::perms> Mode = fs::getPermissions(Path);
    if (!Mode)
      return fileError("cannot write", Path, Mode.getError());
    if (Error E = replaceFile(Path, File.after(), *Mode))
      return E;
  }
  return Error::success();
}

Error kphys::writeAtomically(const std::string &Path, llvm::StringRef Text) {
  fs::file_status Status;
  if (Path != "-" && (fs::status(Path, Status) || fs::is_regular_file(Status)))
    return replaceFile(Path, Text, std::nullopt);
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
