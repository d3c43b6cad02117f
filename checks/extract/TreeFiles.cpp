// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/TreeFiles.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;

const std::string &TreeFiles::path(clang::FileID Id) {
  auto [Entry, IsNew] = Known.try_emplace(Id);
  if (!IsNew)
    return Entry->second;
  clang::OptionalFileEntryRef File = Sources.getFileEntryRefForID(Id);
  if (!File)
    return Entry->second;
  llvm::SmallString<256> Path(File->getName());
  Sources.getFileManager().makeAbsolutePath(Path);
  Entry->second = Tree.name(Path);
  if (!Entry->second.empty() || Outside == Others::Unnamed)
    return Entry->second;
  llvm::SmallString<256> Real;
  if (llvm::sys::fs::real_path(Path, Real)) {
    Real = Path; // it is not on disk but in an overlay
    llvm::sys::path::remove_dots(Real, /*remove_dot_dot=*/true);
  }
  if (Outside == Others::Absolute || Id == Sources.getMainFileID() || !isInObjectTree(Real))
    Entry->second = Real.str();
  return Entry->second;
}
