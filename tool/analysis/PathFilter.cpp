// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/PathFilter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
namespace fs = llvm::sys::fs;

llvm::Expected<PathFilter> PathFilter::create(const std::string &TreeRoot,
                                              const std::vector<std::string> &Paths) {
  PathFilter Result;
  for (const std::string &Path : Paths) {
    llvm::SmallString<256> Real;
    if (fs::real_path(Path, Real) && fs::real_path(TreeRoot + "/" + Path, Real))
      return llvm::createStringError(Path + ": no such file or directory, here or in " + TreeRoot);
    llvm::StringRef InTree = Real;
    if (InTree == TreeRoot)
      return PathFilter();
    if (!InTree.consume_front(TreeRoot + "/"))
      return llvm::createStringError(Path + " is outside the tree " + TreeRoot);
    Result.Chosen.push_back(InTree.str());
  }
  return Result;
}

bool PathFilter::contains(llvm::StringRef File) const {
  return Chosen.empty() || llvm::any_of(Chosen, [&](llvm::StringRef Path) {
           return File.starts_with(Path) &&
                  (File.size() == Path.size() || File[Path.size()] == '/');
         });
}
