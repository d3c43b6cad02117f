// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/database/KernelTree.h"

#include "checks/sources/RegularFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
namespace fs = llvm::sys::fs;

namespace {

/// The value of `Name = value` at the start of a line of a Makefile.
std::string makeVariable(llvm::StringRef Makefile, llvm::StringRef Name) {
  llvm::SmallVector<llvm::StringRef> Lines;
  Makefile.split(Lines, '\n');
  for (llvm::StringRef Line : Lines) {
    auto [Left, Right] = Line.split('=');
    if (Left.trim() == Name)
      return Right.trim().str();
  }
  return {};
}

bool looksLikeKernel(const std::string &Directory) {
  return fs::exists(Directory + "/Makefile") && fs::exists(Directory + "/Kconfig") &&
         fs::is_directory(Directory + "/include/linux");
}

} // namespace

llvm::Expected<KernelTree> KernelTree::at(llvm::StringRef Directory) {
  llvm::SmallString<256> Real;
  if (std::error_code Code = fs::real_path(Directory, Real))
    return llvm::createStringError(Directory + ": " + Code.message());
  KernelTree Result;
  Result.Root = Real.str();
  auto Makefile = readRegularFile(Result.Root + "/Makefile");
  std::string Version = Makefile ? makeVariable((*Makefile)->getBuffer(), "VERSION") : "";
  if (!looksLikeKernel(Result.Root) || Version.empty())
    return llvm::createStringError(
        Directory + " is not the top of a kernel tree (a Makefile with VERSION, Kconfig and "
                    "include/linux are expected there)");
  Result.Version = Version + "." + makeVariable((*Makefile)->getBuffer(), "PATCHLEVEL") + "." +
                   makeVariable((*Makefile)->getBuffer(), "SUBLEVEL");
  return Result;
}

llvm::Expected<KernelTree> KernelTree::around(llvm::StringRef File) {
  for (llvm::StringRef Directory = llvm::sys::path::parent_path(File); !Directory.empty();
       Directory = llvm::sys::path::parent_path(Directory))
    if (looksLikeKernel(Directory.str()))
      return at(Directory);
  return llvm::createStringError("no kernel tree around " + File);
}
