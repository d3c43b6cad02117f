// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/NeighbourFunctions.h"

#include "checks/sources/Paths.h"

using namespace kphys;

std::vector<const FunctionTexts *>
NeighbourFunctions::sourcesFor(const clang::FunctionDecl &Function) {
  clang::SourceLocation First = Function.getFirstDecl()->getLocation();
  if (First.isMacroID()) // such as those that fail to link when an assertion does not hold
    return {};
  const std::string &Declarer = Files.path(Sources.getFileID(First));
  if (Declarer.empty() || isSharedHeader(Declarer))
    return {};
  std::vector<const FunctionTexts *> Result;
  for (const std::string &File : {Declarer, Files.path(Sources.getMainFileID())}) {
    const FunctionTexts &Beside =
        Texts.in(llvm::sys::path::parent_path(absolutePath(File, TreeRoot)).str());
    if (!llvm::is_contained(Result, &Beside))
      Result.push_back(&Beside);
  }
  return Result;
}

llvm::StringRef NeighbourFunctions::headerAt(clang::SourceLocation Where) const {
  llvm::StringRef File = Files.path(Sources.getFileID(Sources.getSpellingLoc(Where)));
  return isSharedHeader(File) ? File : llvm::StringRef();
}
