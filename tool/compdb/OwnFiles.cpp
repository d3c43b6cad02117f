// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/OwnFiles.h"

#include "checks/sources/RegularFile.h"
#include "rewriters/apply/AtomicFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::Error;
namespace fs = llvm::sys::fs;

void kphys::removeLink(const std::string &Path) {
  if (fs::is_symlink_file(Path))
    fs::remove(Path);
}

Error kphys::writeOwn(const std::string &Path, llvm::StringRef Text) {
  removeLink(Path);
  return writeAtomically(Path, Text);
}

/// True if \p Path is the very program \p Own, and nobody else can change it.
static bool isOwn(const std::string &Path, llvm::StringRef Own) {
  fs::file_status Status;
  if (fs::status(Path, Status, /*follow=*/false) || Status.type() != fs::file_type::regular_file ||
      Status.getUser() != geteuid() ||
      (Status.permissions() & (fs::group_write | fs::others_write)))
    return false;
  auto Text = readRegularFile(Path);
  return Text && (*Text)->getBuffer() == Own;
}

Error kphys::prepareOwnDirectory(const std::string &Path, const std::string &StubCompiler) {
  auto Failed = [&](std::error_code Code) {
    return llvm::createStringError("cannot write to " + Path + ": " + Code.message());
  };
  removeLink(Path);
  if (std::error_code Code = fs::create_directory(Path))
    return Failed(Code);
  std::error_code Code;
  for (fs::directory_iterator It(Path, Code), End; It != End && !Code; It.increment(Code))
    if (llvm::sys::path::filename(It->path()).starts_with("empty-"))
      fs::remove(It->path());
  if (Code)
    return Failed(Code);
  auto Own = readRegularFile(StubCompiler);
  if (!Own)
    return llvm::createStringError("cannot read " + StubCompiler + ": " + Own.getError().message());
  std::string Copy = Path + "/kphys-cc";
  if (!isOwn(Copy, (*Own)->getBuffer())) {
    if (std::error_code Removed = fs::remove(Copy))
      return Failed(Removed);
    if (Error E = writeOwn(Copy, (*Own)->getBuffer()))
      return E;
  }
  Code = fs::setPermissions(Copy, fs::all_read | fs::all_exe | fs::owner_write);
  return Code ? Failed(Code) : Error::success();
}
