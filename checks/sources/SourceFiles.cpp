// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/SourceFiles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

std::vector<std::string> kphys::sourcesIn(llvm::vfs::FileSystem &Files, llvm::StringRef Directory) {
  std::vector<std::string> Result;
  std::error_code Problem;
  for (auto Each = Files.dir_begin(Directory, Problem), End = llvm::vfs::directory_iterator();
       !Problem && Each != End; Each.increment(Problem))
    if (llvm::StringRef Name = llvm::sys::path::filename(Each->path());
        Name.ends_with(".c") || Name.ends_with(".h"))
      Result.push_back(Name.str());
  llvm::sort(Result);
  return Result;
}
