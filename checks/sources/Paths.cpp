// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/Paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
namespace path = llvm::sys::path;

/// Where `..` leads from \p Directory: what is above it, or above what it is a link to.
static std::string parentOf(llvm::StringRef Directory) {
  llvm::SmallString<256> Real;
  if (llvm::sys::fs::is_symlink_file(Directory) && !llvm::sys::fs::real_path(Directory, Real))
    Directory = Real;
  llvm::StringRef Parent = path::parent_path(Directory);
  return Parent.empty() ? Directory.str() : Parent.str(); // above the root is the root
}

std::string kphys::absolutePath(llvm::StringRef Path, llvm::StringRef Directory) {
  llvm::SmallString<256> Full;
  if (!path::is_absolute(Path))
    Full = Directory;
  path::append(Full, Path);
  auto IsParent = [](llvm::StringRef Component) { return Component == ".."; };
  if (std::none_of(path::begin(Full), path::end(Full), IsParent)) {
    path::remove_dots(Full, /*remove_dot_dot=*/false);
    return Full.str().str();
  }
  llvm::SmallString<256> Result;
  for (auto Component = path::begin(Full); Component != path::end(Full); ++Component) {
    if (IsParent(*Component) && !Result.empty())
      Result = parentOf(Result);
    else if (*Component != ".")
      path::append(Result, *Component);
  }
  return Result.str().str();
}

bool kphys::isInnerName(llvm::StringRef Name) {
  return !llvm::sys::path::is_absolute(Name) && !Name.contains('\0') &&
         llvm::none_of(llvm::split(Name, '/'), [](llvm::StringRef Part) { return Part == ".."; });
}

std::string kphys::subsystemOf(llvm::StringRef File) {
  auto [First, Rest] = File.split('/');
  bool IsDeep = First == "drivers" || First == "arch" || First == "sound" || First == "tools" ||
                First == "fs" || First == "include";
  auto [Second, Deeper] = Rest.split('/');
  return IsDeep && !Deeper.empty() ? (First + "/" + Second).str() : First.str();
}
