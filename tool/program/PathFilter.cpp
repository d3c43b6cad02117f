// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/PathFilter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
namespace fs = llvm::sys::fs;

llvm::Expected<PathFilter> PathFilter::create(const TreeNames &Tree,
                                              const std::vector<std::string> &Paths,
                                              bool TakesOutside) {
  PathFilter Result;
  for (const std::string &Path : Paths) {
    llvm::SmallString<256> Real;
    if (fs::real_path(Path, Real) && fs::real_path(Tree.root() + "/" + Path, Real))
      return llvm::createStringError(Path + ": no such file or directory, here or in " +
                                     Tree.root());
    if (Real == Tree.root() && !TakesOutside)
      return PathFilter();
    std::string Name = Tree.name(Real);
    if (Name.empty() && Real != Tree.root()) {
      if (!TakesOutside)
        return llvm::createStringError(Path + " is outside the tree " + Tree.root());
      Name = Real.str();
    }
    Result.Chosen.push_back(std::move(Name));
  }
  return Result;
}

/// True if \p File is \p Path, or below it.
static bool isBelow(llvm::StringRef File, llvm::StringRef Path) {
  if (Path.empty()) // the tree as a whole
    return !llvm::sys::path::is_absolute(File);
  return File.starts_with(Path) && (File.size() == Path.size() || File[Path.size()] == '/');
}

bool PathFilter::contains(llvm::StringRef File) const {
  auto HasFile = [&](llvm::StringRef Path) { return isBelow(File, Path); };
  return (Chosen.empty() || llvm::any_of(Chosen, HasFile)) && llvm::none_of(Excluded, HasFile);
}
